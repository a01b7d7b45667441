"""What the scorer knows of a language: stems, function words, fillers, markers.

English and German are known. Any other language is scored by whole words, and feedback says so.
Function words are the closed classes (articles, pronouns, prepositions, conjunctions, auxiliaries,
particles) of Quirk et al. 1985 and of the Duden grammar, without the content words that stop-word
lists add.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

STEMS_KEPT = 20_000  # words whose stem is remembered


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language.

    Attributes:
        code: ISO 639-1.
        known: Whether stems and lists below are filled.
        stem: Of a word in lower case.
        function_words: Of the closed classes.
        negations: Words that turn a statement round.
        opposites: Pairs of stems that contradict each other.
        fillers: Spoken while searching for words; in lower case.
        repairs: Announce that what was just said is said anew.
        causes: Connectives of cause and effect.
        episodes: Point to something that happened once.
        structure: Markers by part of an account (situation, task, action, result).
        compounds: Whether nouns are written together ("Filterspalte"), so that a word may hold
            another.
    """

    code: str
    known: bool
    stem: Callable[[str], str]
    function_words: frozenset[str]
    negations: frozenset[str]
    opposites: frozenset[tuple[str, str]]
    fillers: re.Pattern[str] | None
    repairs: re.Pattern[str] | None
    causes: re.Pattern[str] | None
    episodes: re.Pattern[str] | None
    structure: tuple[tuple[str, re.Pattern[str]], ...]
    compounds: bool = False


def _any(phrases: str) -> re.Pattern[str]:
    """Any of the phrases (one a line), as whole words; a space stands for any white space."""
    parts = [re.escape(p.strip()).replace(r"\ ", r"\s+") for p in phrases.split("|") if p.strip()]
    parts.sort(key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=STEMS_KEPT)
def _english(word: str) -> str:
    stem: str = snowballstemmer.stemmer("english").stemWord(word)
    return stem


@lru_cache(maxsize=STEMS_KEPT)
def _german(word: str) -> str:
    stem: str = snowballstemmer.stemmer("german").stemWord(word)
    return stem


def _same(word: str) -> str:
    return word


def _pairs(text: str, stem: Callable[[str], str]) -> frozenset[tuple[str, str]]:
    found = set()
    for pair in text.split():
        one, other = (stem(word) for word in pair.split("/"))
        found |= {(one, other), (other, one)}
    return frozenset(found)


_EN_FUNCTION = """
a an the this that these those each every either neither some any no none all both half such much
many more most few fewer less least several enough another other others own same
i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it
its itself we us our ours ourselves they them their theirs themselves one ones oneself who whom
whose which what whatever whichever whoever someone somebody something anyone anybody anything
everyone everybody everything nobody nothing there here
and or but nor so yet for if then else because since although though while whereas unless until
when whenever where wherever whether how why as than that once
of in on at by to from with without within into onto upon over under above below between among
through during before after about against along across around behind beside besides beyond near off
out outside inside toward towards up down via per like except despite throughout
am is are was were be been being do does did doing done have has had having can could may might
must shall should will would ought cannot can't don't doesn't didn't isn't aren't wasn't weren't
haven't hasn't hadn't won't wouldn't shouldn't couldn't mustn't i'm i've i'd i'll you're you've
you'd you'll he's she's it's we're we've we'd we'll they're they've they'd they'll that's there's
what's who's let's not never also too very just only even still again already almost quite rather
really ever perhaps maybe however therefore thus hence otherwise instead well yes okay
"""
_EN_NEGATIONS = """
not no never none nobody nothing neither nor without cannot can't don't doesn't didn't isn't
aren't wasn't weren't haven't hasn't hadn't won't wouldn't shouldn't couldn't mustn't hardly barely
"""
_EN_OPPOSITES = """
more/less more/fewer most/least higher/lower high/low increase/decrease increases/decreases
faster/slower fast/slow bigger/smaller larger/smaller large/small hot/cold hotter/colder
warmer/cooler open/closed positive/negative same/different connected/disconnected
connected/separated longer/shorter long/short above/below before/after up/down hard/soft
harder/softer light/dark lighter/darker heavier/lighter stronger/weaker strong/weak true/false
gain/lose rise/fall rises/falls always/never dissolve/evaporate louder/quieter wet/dry
inside/outside first/last best/worst better/worse synchronous/asynchronous mutable/immutable
static/dynamic public/private success/failure
"""
_EN_FILLERS = "um|uh|uhm|umm|erm|er|ah|hmm|mhm|you know|i mean|sort of|kind of|basically|actually"
_EN_REPAIRS = (
    "i mean|sorry|or rather|let me rephrase|let me start over|no wait|wait no|what i meant|"
    "correction|scratch that|actually no"
)
_EN_CAUSES = (
    "because|since|therefore|thus|hence|so that|as a result|consequently|due to|which means|"
    "which meant|that is why|that's why|the reason|in order to|led to|leads to|caused|causes"
)
_EN_EPISODES = (
    "for example|for instance|such as|one time|last year|last month|last week|at that time|"
    "in my last|in my previous|in my current|when i|when we|once we|once i|i remember|"
    "on one project|on a project|back then|we had a|i had a|there was a"
)
_EN_STRUCTURE = {
    "situation": (
        "at the time|at that time|when i|when we|in my last|in my previous|in my current|"
        "the situation|the context|the problem was|we had a|i was working|we were working|there was"
    ),
    "task": (
        "my task|my job was|my role|i was responsible|i had to|we had to|i needed to|we needed to|"
        "the goal|our goal|my goal|was asked to|i was supposed"
    ),
    "action": (
        "i decided|we decided|i started|i built|i wrote|i made|i set up|i talked|i asked|"
        "i proposed|i changed|i implemented|i created|i organised|i organized|we implemented|"
        "we changed|we built|first i|then i|first we|then we|so i|so we|i used|we used"
    ),
    "result": (
        "as a result|in the end|the result|the outcome|eventually|finally|this led to|that led to|"
        "which led to|because of that|we managed to|i managed to|it worked|reduced|improved|"
        "afterwards|what i learned|i learned"
    ),
}

_DE_FUNCTION = """
der die das des dem den ein eine einer eines einem einen kein keine keiner keines keinem keinen
dieser diese dieses diesem diesen jener jene jenes jenem jenen jeder jede jedes jedem jeden alle
allem allen aller alles manche mancher manches einige einiger einiges etliche viele vieler wenig
wenige mehr mehrere beide beiden solche solcher solches andere anderer anderes anderen
ich mich mir mein meine meiner meines meinem meinen du dich dir dein deine er ihn ihm sein seine
seiner seines seinem seinen sie ihr ihre ihrer ihres ihrem ihren es wir uns unser unsere unserer
unserem unseren euch euer eure man sich selbst wer wen wem wessen was welche welcher welches welchem
welchen jemand niemand etwas nichts da dort hier
und oder aber sondern denn doch sowie wie als wenn falls dann sonst weil da obwohl während bis
bevor nachdem damit sodass dass ob wann wo wohin woher warum weshalb wieso indem sobald solange
von in im an am auf aus bei beim mit nach zu zum zur über unter vor hinter neben zwischen durch für
gegen ohne um seit ab trotz wegen innerhalb außerhalb entlang gegenüber pro per vom ins ans
bin bist ist sind seid war warst waren wart sei gewesen werde wirst wird werden wurde wurden worden
geworden habe hast hat haben hatte hatten hätte hätten gehabt kann kannst können konnte konnten
könnte könnten darf dürfen durfte muss müssen musste mussten müsste soll sollen sollte sollten will
wollen wollte wollten mag mögen möchte möchten würde würden
nicht nie niemals auch nur sehr schon noch immer wieder eben halt mal ja nein sogar etwa fast ganz
gar eher vielleicht jedoch deshalb daher deswegen darum also so zwar dabei dafür dagegen damals
daran darauf daraus darin darüber davon dazu dadurch
"""
_DE_NEGATIONS = """
nicht nie niemals kein keine keiner keines keinem keinen nichts niemand ohne weder kaum nein
"""
_DE_OPPOSITES = """
mehr/weniger höher/niedriger hoch/niedrig größer/kleiner groß/klein schneller/langsamer
schnell/langsam heiß/kalt wärmer/kälter offen/geschlossen positiv/negativ gleich/verschieden
länger/kürzer lang/kurz vor/nach steigt/sinkt steigen/sinken immer/nie stärker/schwächer
synchron/asynchron öffentlich/privat besser/schlechter
"""
_DE_FILLERS = (
    "äh|ähm|hm|hmm|öh|öhm|mhm|sozusagen|quasi|irgendwie|sag ich mal|weißt du|na ja|naja|halt"
)
_DE_REPAIRS = (
    "ich meine|beziehungsweise nein|nein moment|moment nein|besser gesagt|korrektur|entschuldigung"
)
_DE_CAUSES = (
    "weil|denn|daher|deshalb|deswegen|darum|dadurch|sodass|so dass|aufgrund|infolge|der grund|"
    "führte dazu|führt dazu|um zu|somit|folglich"
)
_DE_EPISODES = (
    "zum beispiel|beispielsweise|etwa als|als ich|als wir|letztes jahr|letzten monat|damals|"
    "in meinem letzten|in meiner letzten|in meinem früheren|einmal|ich erinnere mich|"
    "in einem projekt|wir hatten|ich hatte"
)
_DE_STRUCTURE = {
    "situation": (
        "damals|als ich|als wir|in meiner letzten|in meinem letzten|die situation|das problem war|"
        "wir hatten|ich arbeitete|es gab"
    ),
    "task": (
        "meine aufgabe|meine rolle|ich war verantwortlich|ich war zuständig|ich musste|wir mussten|"
        "das ziel|unser ziel|mein ziel|ich sollte|wir sollten"
    ),
    "action": (
        "ich habe|wir haben|ich entschied|wir entschieden|ich begann|zuerst|danach|"
        "dann habe ich|dann haben wir|also habe ich|ich baute|ich schrieb|ich fragte"
    ),
    "result": (
        "am ende|im ergebnis|das ergebnis|schließlich|letztlich|dadurch konnten|das führte|"
        "es funktionierte|gelernt habe ich|ich habe gelernt|seitdem|verbessert|verringert"
    ),
}

ENGLISH = Lexicon(
    code="en",
    known=True,
    stem=_english,
    function_words=frozenset(_EN_FUNCTION.split()),
    negations=frozenset(_EN_NEGATIONS.split()),
    opposites=_pairs(_EN_OPPOSITES, _english),
    fillers=_any(_EN_FILLERS),
    repairs=_any(_EN_REPAIRS),
    causes=_any(_EN_CAUSES),
    episodes=_any(_EN_EPISODES),
    structure=tuple((name, _any(words)) for name, words in _EN_STRUCTURE.items()),
)
GERMAN = Lexicon(
    code="de",
    known=True,
    stem=_german,
    function_words=frozenset(_DE_FUNCTION.split()),
    negations=frozenset(_DE_NEGATIONS.split()),
    opposites=_pairs(_DE_OPPOSITES, _german),
    fillers=_any(_DE_FILLERS),
    repairs=_any(_DE_REPAIRS),
    causes=_any(_DE_CAUSES),
    episodes=_any(_DE_EPISODES),
    structure=tuple((name, _any(words)) for name, words in _DE_STRUCTURE.items()),
    compounds=True,
)
_KNOWN = {"en": ENGLISH, "de": GERMAN}


def code_of(language: str) -> str:
    """The language itself (ISO 639) of a BCP 47 tag, without region or script."""
    return language.replace("_", "-").partition("-")[0].lower()


def lexicon(language: str) -> Lexicon:
    """What is known of a language (BCP 47, such as `en` or `de-AT`)."""
    code = code_of(language)
    if code in _KNOWN:
        return _KNOWN[code]
    return Lexicon(
        code=code,
        known=False,
        stem=_same,
        function_words=frozenset(),
        negations=frozenset(),
        opposites=frozenset(),
        fillers=None,
        repairs=None,
        causes=None,
        episodes=None,
        structure=(),
    )
