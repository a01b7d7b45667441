"""Words of the languages that the interviewer speaks: stems, function words, everyday words.

English and German; any other language is led in English, which the person is told by hearing it.
Function words are the closed classes; everyday words carry no subject matter either: they may be
said without giving away a key point or repeating what was hardly heard.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

# Texts whose stems are remembered: each turn looks at all that was said again.
TEXTS_KEPT = 2_000
NEWEST_KEPT = 32  # texts whose words are remembered: what is being said just now
STEMS_KEPT = 50_000  # words whose stem is remembered
COMPARED = 200  # words by which two texts are the same
# Words of one turn of a person's that are read, its newest: a quarter of an hour.
MOST_READ = 2_000
STEP = 100  # words that are learned in one go: at 30 us for the stem of a new one, 3 ms
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """A language.

    Attributes:
        code: ISO 639-1.
        algorithm: The Snowball stemmer's name.
        function: Words of the closed classes, in lower case.
        everyday: Stems of words that carry no subject matter.
        names: Common given names, in lower case: never repeated to anybody.
    """

    code: str
    algorithm: str
    function: frozenset[str]
    everyday: frozenset[str]
    names: frozenset[str]

    def stem(self, word: str) -> str:
        """Stem of a word in lower case."""
        return _stem(self.algorithm, word)

    def content(self, text: str) -> list[str]:
        """Stems of the words that carry sense, in order."""
        return list(_content(self, text))

    def subject(self, text: str) -> set[str]:
        """Stems that carry subject matter: neither function nor everyday words."""
        return set(_content(self, text)) - self.everyday

    def stems(self, texts: Iterable[str]) -> set[str]:
        """Stems of the words of several texts that carry sense."""
        return set().union(*(_content(self, text) for text in texts))


@lru_cache(maxsize=TEXTS_KEPT)
def _content(of: Lexicon, text: str) -> tuple[str, ...]:
    return tuple(of.stem(word) for word in words(text) if word not in of.function)


@lru_cache(maxsize=STEMS_KEPT)
def _stem(algorithm: str, word: str) -> str:
    stem: str = snowballstemmer.stemmer(algorithm).stemWord(word.removesuffix("'s"))
    return stem


def words(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes made one kind."""
    return list(_words(text))


@lru_cache(maxsize=NEWEST_KEPT)
def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(text.lower().replace("\u2019", "'")))


def count(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def latest(text: str, most: int) -> str:
    """The newest words of a text, `most` of them; all of a shorter one."""
    parts = text.rsplit(maxsplit=most)
    return text if len(parts) <= most else " ".join(parts[-most:])


def begins_with(text: str, beginning: str) -> bool:
    """Whether a text begins with the words of another one, `COMPARED` of them at most."""
    first = words(" ".join(beginning.split(maxsplit=COMPARED)[:COMPARED]))
    return words(" ".join(text.split(maxsplit=COMPARED)[:COMPARED]))[: len(first)] == first


def learn(texts: Iterable[str], of: Lexicon) -> Iterator[None]:
    """Find the stems of texts, `STEP` words at a time; they are looked up at once afterwards.

    Thousands of new words take longer than an event loop may be held: whoever runs on one lets
    others run between the steps.
    """
    for text in texts:
        found = words(text)
        for at in range(0, len(found), STEP):
            for word in found[at : at + STEP]:
                of.stem(word)
            yield


_EN_FUNCTION = """
a an the this that these those each every either neither some any no none all both half such much
many more most few fewer less least several enough another other others own same i me my mine
myself you your yours yourself yourselves he him his himself she her hers herself it its itself we
us our ours ourselves they them their theirs themselves one ones who whom whose which what whatever
someone somebody something anyone anybody anything everyone everybody everything nobody nothing
there here and or but nor so yet for if then else because since although though while whereas unless
until when whenever where wherever whether how why as than once of in on at by to from with without
within into onto upon over under above below between among through during before after about
against along across around behind beside besides beyond near off out outside inside toward towards
up down via per like except despite throughout am is are was were be been being do does did doing
done have has had having can could may might must shall should will would ought cannot can't don't
doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't won't wouldn't shouldn't couldn't
i'm i've i'd i'll you're you've you'd you'll he's she's it's we're we've we'd we'll they're they've
they'd they'll that's there's what's who's let's let not never also too very just only even still
again already almost quite rather really ever perhaps maybe however therefore thus otherwise instead
well yes okay ok oh um uh
"""
_EN_EVERYDAY = """
tell say talk speak describe explain mention share hear listen ask question answer interview word
example situation case time moment minute second hour day week month year work job thing way part
step point bit kind sort lot detail people person somebody team company colleague role project task
problem idea result outcome end start begin beginning first next last final think know feel
remember mean happen do make take give get go come see look find use try help need want like keep
put turn move change decide decision choose learn understand show handle deal approach different
difficult hard easy big small new old good bad certain clear concrete specific simple short long
right left own go going thank thanks please sorry sure ready pause break repeat continue stop
finish close open wait late early soon now today later little more further deeper walk through
experience matter reason importance important main number went gone made took taken gave given
got came saw seen found kept chose chosen understood dealt began begun thought felt knew known told
said spoke heard meant brought became wrote put place
"""
_DE_FUNCTION = """
der die das des dem den ein eine einer eines einem einen kein keine keiner keines keinem keinen
dieser diese dieses diesem diesen jener jene jenes jeder jede jedes jedem jeden alle allem allen
aller alles manche mancher einige einiger einiges etliche viele vieler viel wenig wenige mehr
mehrere beide beiden solche solcher solches andere anderer anderes anderen anderem ich mich mir mein
meine meiner meines meinem meinen du dich dir dein deine er ihn ihm sein seine seiner seines seinem
seinen sie ihr ihre ihrer ihres ihrem ihren ihnen es wir uns unser unsere unserer unserem unseren
euch euer man sich selbst wer wen wem wessen was welche welcher welches welchem welchen jemand
jemanden jemandem niemand niemanden etwas nichts da dort hier und oder aber sondern denn doch sowie
wie als wenn falls dann sonst weil obwohl während bis bevor nachdem damit sodass dass ob wann wo
wohin woher warum weshalb wieso indem sobald solange von in im an am auf aus bei beim mit nach zu
zum zur über unter vor hinter neben zwischen durch für gegen ohne um seit ab trotz wegen innerhalb
außerhalb pro per vom ins ans bin bist ist sind seid war warst waren wart sei gewesen werde wirst
wird werden wurde wurden worden geworden habe hast hat haben hatte hatten hätte hätten gehabt kann
kannst können konnte konnten könnte könnten darf dürfen durfte muss müssen musste mussten müsste
soll sollen sollte sollten will wollen wollte wollten mag mögen möchte möchten würde würden nicht
nie niemals auch nur sehr schon noch immer wieder eben halt mal ja nein sogar etwa fast ganz gar
eher vielleicht jedoch deshalb daher deswegen darum also so zwar dabei dafür dagegen damals daran
darauf daraus darin darüber davon dazu dadurch danach gern gerne bitte okay ok äh ähm hm
"""
_DE_EVERYDAY = """
erzählen sagen sprechen reden beschreiben erklären erwähnen hören zuhören fragen frage antwort
antworten gespräch interview wort worte beispiel situation fall mal zeit moment minute minuten
sekunde stunde tag woche monat jahr arbeit arbeiten beruf sache ding weise art teil schritt punkt
bisschen menge einzelheit einzelheiten leute mensch menschen person team firma unternehmen kollege
kollegen rolle projekt aufgabe aufgaben problem idee ergebnis ende anfang anfangen beginnen erste
ersten erstes nächste nächsten letzte letzten zuletzt denken wissen weiß fühlen erinnern bedeuten
meinen geschehen passieren passiert machen gemacht tun getan nehmen geben gehen gegangen kommen
sehen schauen finden nutzen versuchen helfen hilfe brauchen wollen behalten stellen lassen ändern
entscheiden entscheidung wählen lernen gelernt verstehen zeigen umgehen vorgehen anders verschieden
schwierig schwer leicht einfach groß klein neu alt gut schlecht bestimmt klar konkret kurz lang
eigene eigenen eigener eigenes danke dank entschuldigung sicher bereit pause wiederholen weiter
weitermachen aufhören beenden schließen offen warten spät früh bald jetzt heute später wenig tiefer
erfahrung grund wichtig wichtigste zahl ruhig ging kam sah nahm gab fand half ließ entschied wählte
verstand verstanden sprach sagte hörte fragte begann dachte wusste meinte machte tat genommen
gegeben gesehen gefunden geholfen gelassen entschieden gewählt gesprochen gesagt gehört gefragt
begonnen gedacht gewusst gemeint gekommen gebracht
"""
_EN_NAMES = """
james john robert michael william david richard joseph thomas charles daniel matthew anthony steven
paul andrew joshua kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas
eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander patrick
dennis jerry tyler aaron jose adam nathan henry peter kyle walter ethan jeremy harold mary patricia
jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley
kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia
amy kathleen angela shirley anna brenda pamela emma nicole helen samantha katherine christine rachel
carolyn janet maria heather diane olivia julie ana mohammed ahmed fatima ali omar priya raj wei chen
"""
_DE_NAMES = """
peter thomas michael andreas wolfgang klaus jürgen stefan christian uwe frank markus matthias
martin bernd jens alexander jan tobias daniel sebastian florian lukas felix jonas maximilian paul
leon finn noah elias julian philipp tim niklas david simon ursula monika petra sabine andrea susanne
claudia birgit nicole stefanie julia anna katharina christina sandra melanie laura lisa sarah lena
leonie hannah mia emma sophie marie lea johanna clara müller schmidt schneider fischer weber meyer
wagner becker schulz hoffmann mehmet ayse fatma ali mohammed
"""


def _stems(algorithm: str, text: str) -> frozenset[str]:
    return frozenset(_stem(algorithm, word) for word in text.split())


ENGLISH = Lexicon(
    "en",
    "english",
    frozenset(_EN_FUNCTION.split()),
    _stems("english", _EN_EVERYDAY),
    frozenset(_EN_NAMES.split()),
)
GERMAN = Lexicon(
    "de",
    "german",
    frozenset(_DE_FUNCTION.split()),
    _stems("german", _DE_EVERYDAY),
    frozenset(_DE_NAMES.split()),
)


def lexicon(language: str) -> Lexicon:
    """The language that is spoken where one is asked for (BCP 47)."""
    code = language.replace("_", "-").partition("-")[0].lower()
    return GERMAN if code == GERMAN.code else ENGLISH
