"""What the interviewer may say: each sentence is checked before it is spoken.

Issue 4, section 2: at most 40 words and one question a turn; no praise, no judgement, no key point
given away, nothing about protected matters (Directive 2000/78/EC, Article 1, and the questions that
follow from it), no second greeting, no markup, no address, the language that was asked for, and of
the person's own words only those that were heard with confidence and belong to the matter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from parley.interviewer.domain.lexicon import GERMAN, Lexicon, count, lexicon, words
from parley.interviewer.domain.mind import Move

MOST_WORDS = 40
MOST_QUESTIONS = 1
NAMED = 0.7  # share of a question's stems that must be said for it to have been asked
SAME = 0.7  # Jaccard over stems from which a sentence is the question again
JUDGED_LANGUAGE = 4  # words from which a sentence's language is judged
TURNS_KEPT = 50  # of all conversations, whose stems are remembered
FOREIGN = 7  # words from which a sentence needs a function word of its language
ASKING = frozenset({Move.GREET, Move.ASK, Move.REPHRASE, Move.RESUME})


class Fault(StrEnum):
    """Why a sentence isn't said; for logs and metrics."""

    EMPTY = "empty"
    LONG = "long"
    QUESTIONS = "questions"
    OTHER_QUESTION = "other_question"
    PRAISE = "praise"
    JUDGEMENT = "judgement"
    PROTECTED = "protected"
    LEAK = "leak"
    PROMISE = "promise"
    GREETING = "greeting"
    PRETENCE = "pretence"
    MARKUP = "markup"
    LANGUAGE = "language"
    REPEATED = "repeated"
    CLAIM = "claim"
    SAME_QUESTION = "same_question"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a turn is checked against.

    Attributes:
        language: BCP 47.
        move: What the turn does.
        question: Text of the open question, or of the one to be asked; empty without.
        key_points: Of that question.
        said: What the person has said to it, in pieces.
        allowed: Further words of the matter: the title and the job.
        echo: The person's words that may be repeated.
        scripted: The turn in prepared words.
    """

    language: str
    move: Move
    question: str = ""
    key_points: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    allowed: str = ""
    echo: str = ""
    scripted: str = ""

    def matter(self, lex: Lexicon) -> set[str]:
        """Stems of all that the conversation is about."""
        texts = (self.question, self.allowed, self.echo, self.scripted)
        return {stem for text in texts for stem in lex.content(text)}

    def given(self) -> set[str]:
        """Words that stand written somewhere, and so may be said."""
        texts = (self.question, self.allowed, self.echo, self.scripted)
        return {word for text in texts for word in words(text)}

    @property
    def most_words(self) -> int:
        """Of a turn; a longer question, written by a person, is still asked."""
        return max(MOST_WORDS, count(self.question) if self.move in ASKING else 0)

    @property
    def most_questions(self) -> int:
        """Of a turn; as many as the question has, written by a person."""
        return max(MOST_QUESTIONS, self.question.count("?") if self.move in ASKING else 0)


def fault(sentence: str, before: Sequence[str], rules: Rules) -> Fault | None:
    """What is wrong with a sentence after those already said in the turn; None: it may be said."""
    return next(_faults(sentence, before, rules), None)


def _faults(sentence: str, before: Sequence[str], rules: Rules) -> Iterator[Fault]:
    lex = lexicon(rules.language)
    yield from _form(sentence, " ".join((*before, sentence)), rules, lex)
    if found := _phrase(sentence, rules, lex):
        yield found
    yield from _matter(sentence, " ".join((*before, sentence)), rules, lex)


def _form(sentence: str, turn: str, rules: Rules, lex: Lexicon) -> Iterator[Fault]:
    if not words(sentence):
        yield Fault.EMPTY
    if _MARKUP.search(sentence):
        yield Fault.MARKUP
    if count(turn) > rules.most_words:
        yield Fault.LONG
    if turn.count("?") > rules.most_questions:
        yield Fault.QUESTIONS
    if not _speaks(sentence, rules, lex):
        yield Fault.LANGUAGE


def _matter(sentence: str, turn: str, rules: Rules, lex: Lexicon) -> Iterator[Fault]:
    if rules.move in ASKING and "?" in sentence and not named(turn, rules.question, lex):
        yield Fault.OTHER_QUESTION
    if rules.move not in ASKING and _same(sentence, rules.question, lex):
        yield Fault.SAME_QUESTION
    if leaks(sentence, rules, lex):
        yield Fault.LEAK
    if _repeats(sentence, rules, lex):
        yield Fault.REPEATED
    if _claims(sentence, rules, lex):
        yield Fault.CLAIM


def named(turn: str, question: str, lex: Lexicon) -> bool:
    """Whether a turn asks the question: most of its sense is in the words."""
    wanted = set(lex.content(question)) or set(words(question))
    said = set(lex.content(turn)) | set(words(turn))
    return len(wanted & said) >= NAMED * len(wanted)


def _same(sentence: str, question: str, lex: Lexicon) -> bool:
    """Whether it says the question once more, though nobody asked for that."""
    one, other = set(lex.content(sentence)), set(lex.content(question))
    return bool(one and other) and len(one & other) >= SAME * len(one | other)


def leaks(sentence: str, rules: Rules, lex: Lexicon) -> bool:
    """Whether it gives away a key point.

    It does by a subject word of a key point that was neither in the question nor said by the
    person, or by two neighbouring content words of one, be they everyday words.
    """
    known = set(lex.content(rules.question)) | _stems(rules.said, lex)
    own = lex.content(sentence)
    new = {stem for stem in own if stem not in known}
    pairs = set(pairwise(own))
    for point in rules.key_points:
        stems = lex.content(point)
        if any(stem in new and stem not in lex.everyday for stem in stems):
            return True
        if any(pair in pairs and not set(pair) <= known for pair in pairwise(stems)):
            return True
    return False


def _repeats(sentence: str, rules: Rules, lex: Lexicon) -> bool:
    """Whether it says a word of the person's that may have been misheard, or a name."""
    if _names(sentence, lex) - rules.given():
        return True
    own = set(lex.content(sentence)) & _stems(rules.said, lex)
    return bool(own - lex.everyday - rules.matter(lex))


@lru_cache(maxsize=TURNS_KEPT)
def _stems(said: tuple[str, ...], lex: Lexicon) -> frozenset[str]:
    """Of all that was said: the same for every sentence that a turn may consist of."""
    return frozenset(lex.stems(said))


def _names(sentence: str, lex: Lexicon) -> set[str]:
    """Given names; in English whatever has a capital inside a sentence."""
    found = set(words(sentence)) & lex.names
    if lex is GERMAN:
        return found
    inside = {match[0].lower() for match in _PROPER.finditer(sentence) if match.start()}
    return found | {word for word in inside if lex.stem(word) not in lex.everyday} - lex.function


def _claims(sentence: str, rules: Rules, lex: Lexicon) -> bool:
    """Whether it tells the person what they said or are, in words that aren't of the matter."""
    told = _TOLD_DE if lex is GERMAN else _TOLD_EN
    if "?" in sentence or not told.search(_plain(sentence)):
        return False
    return bool(lex.subject(sentence) - rules.matter(lex))


def _speaks(sentence: str, rules: Rules, lex: Lexicon) -> bool:
    """Whether it is in the language: by its function words, and by its letters."""
    if any(ord(letter) > _LAST_LATIN and letter.isalpha() for letter in sentence):
        return False
    given = {*words(rules.question), *words(rules.scripted)}
    said = [word for word in words(sentence) if word not in given]
    other = lexicon("en" if lex is GERMAN else "de")
    own = sum(word in lex.function for word in said)
    foreign = sum(word in other.function and word not in lex.function for word in said)
    if len(said) >= JUDGED_LANGUAGE and foreign > own:
        return False
    return len(said) < FOREIGN or own > 0


def _phrase(sentence: str, rules: Rules, lex: Lexicon) -> Fault | None:
    patterns = _GERMAN if lex is GERMAN else _ENGLISH
    # What the team wrote into its question may be said as it stands there.
    given = _plain(rules.question)
    plain = _plain(sentence)
    for kind, pattern in patterns.items():
        if kind is Fault.GREETING and rules.move is Move.GREET:
            continue
        if any(match[0] not in given for match in pattern.finditer(plain)):
            return kind
    return None


def _plain(text: str) -> str:
    return " ".join(words(text))


_PROPER = re.compile(r"(?<![.!?] )\b[A-Z][a-z]+\b")
_TOLD_EN = re.compile(
    r"\byou(?:'re|'ve)? (?:just |also )?(?:said|told|mentioned|described|explained|talked|spoke|"
    r"led|worked|built|managed|used|were|are|have|had|did)\b"
)
_TOLD_DE = re.compile(
    r"\bsie (?:sagten|sagen|haben|hatten|waren|sind|erwähnten|beschrieben|arbeiteten|leiteten)\b"
    r"|\b(?:haben|waren|sind|hatten) sie\b"
)
_LAST_LATIN = 0x24F  # end of Latin Extended-B
_MARKUP = re.compile(
    r"https?:|www\.|\S@\S|[*_`#<>{}\[\]|\\~^=\u2022]|[\U0001F000-\U0001FFFF\u2600-\u27BF]"
    r"|^\s*(?:-|\d+[.)])\s|\n|\w\.(?:com|org|net|de|io)\b"
)


def _any(phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")


_PRAISE_EN = (
    "great|excellent|awesome|amazing|fantastic|wonderful|brilliant|impressive|impressed|perfect|"
    "superb|outstanding|terrific|splendid|lovely|nice|cool|bravo|congratulations|well done|"
    "well (?:said|put|explained)|good (?:answer|job|point|work|one|example|start|for you|thinking)|"
    "(?:very|really|so|pretty) (?:good|well|helpful|clear|insightful|interesting|thorough)|"
    "that's (?:good|interesting|helpful|useful)|that is (?:good|interesting|helpful|useful)|"
    "insightful|valuable|fascinating|interesting|thoughtful|solid|strong answer|"
    "i (?:really )?(?:like|love|admire|appreciate) (?:that|your|how|the way)|"
    "you(?:'re| are) (?:doing|very|so|really|clearly|obviously) \\w+|you did (?:well|great)|"
    "smart|clever|good (?:to hear|to know)"
)
_JUDGEMENT_EN = (
    "^(?:exactly|correct|right|wrong|precisely|absolutely|true)|(?:that's|that is|that was|is|was|"
    "you're|you are) (?:not )?(?:exactly|quite|absolutely|correct|wrong|false|mistaken|right)|"
    "incorrect|not quite|"
    "not (?:really )?(?:true|enough|sufficient)|"
    "unfortunately|disappointing|(?:poor|weak|bad|wrong) answer|incomplete|insufficient|"
    "too (?:short|vague|brief|general|superficial)|vague|superficial|you (?:failed|missed|forgot|"
    "should have)|"
    "better than|worse than|your (?:score|rating|grade|performance|strengths?|weakness(?:es)?)|"
    "off to a|on the right track|almost there|i (?:disagree|agree|doubt)|makes sense|"
    "as (?:expected|i expected)"
)
_PROMISE_EN = (
    "you(?:'re| are| will be|'ll be) (?:hired|rejected|accepted|passed|through)|you(?:'ve| have)? "
    "(?:passed|failed|got the job|the job)|(?:we|i|they)(?:'ll| will)? (?:hire|offer|recommend|"
    "reject|invite) you|full marks|(?:ten|hundred|\\d+) (?:out of|points|percent)|top score|"
    "salary is|system prompt|my instructions|key points?|expected answers?|model answer|rubric"
)
_PROTECTED_EN = (
    "how old|your age|what year were you|years? of birth|(?:date|place) of birth|you(?:r)? (?:born|"
    "birthday)|(?:are|were) you (?:married|single|divorced|pregnant|religious|gay|disabled|ill|"
    "sick|born|a citizen|a native|muslim|christian|jewish|from)|your (?:own )?(?:family|husband|"
    "wife|"
    "spouse|partner|children|kids|marriage|pregnancy|religion|faith|church|nationality|citizenship|"
    "ethnicity|race|skin|origin|roots|ancestry|accent|mother tongue|native language|disability|"
    "disabilities|illness|health|medical|therapy|gender|sexuality|sexual|orientation|politics|"
    "political|union|criminal)|(?:do|did|will) you (?:have|want|plan) (?:any )?(?:children|kids|a "
    "family|a disability)|where (?:are|do) you (?:really )?(?:come )?from|do you (?:pray|smoke|"
    "believe in god)|childcare|family planning|pregnan\\w+|religio\\w+|ethnic\\w*|marital"
)
_GREETING_EN = (
    "hello|hi|hey|greetings|welcome|good (?:morning|afternoon|evening|day)|my name is|"
    "nice to meet you|pleased to meet|thanks? (?:you )?for (?:joining|coming)|glad you"
)
_PRETENCE_EN = (
    "i(?:'m| am) (?:a )?(?:human|person|recruiter|real)|as a human|i(?:'m| am) not (?:an )?(?:ai|"
    "machine|computer|bot)|when i was|my (?:own )?(?:career|childhood|team|colleagues)|i(?:'ve| "
    "have) (?:worked|interviewed) "
)

_PRAISE_DE = (
    "super|toll|prima|klasse|spitze|großartig|ausgezeichnet|hervorragend|perfekt|wunderbar|"
    "fantastisch|beeindruckend\\w*|beeindruckt|exzellent|genial|bravo|glückwunsch|gut gemacht|"
    "(?:sehr|wirklich|richtig|echt|ganz) (?:gut|schön|hilfreich|klar|interessant|spannend)\\w*|"
    "gut(?:e[rs]?|en)? (?:antwort|beispiel|punkt|idee|arbeit|erklärt|gesagt|ansatz)|"
    "interessant\\w*|spannend\\w*|aufschlussreich\\w*|das (?:ist|klingt|war) (?:gut|schön|stark)|"
    "wertvoll\\w*|vorbildlich\\w*|schön dass|freut mich|gefällt mir|klingt gut|das gefällt|"
    "sie machen das|cool|schlau|klug\\w*|schön"
)
_JUDGEMENT_DE = (
    "^(?:richtig|korrekt|falsch|genau|stimmt|absolut)|(?:das|es) (?:ist|war|stimmt) "
    "(?:nicht )?(?:ganz |so )?(?:richtig|korrekt|falsch|genau)|das stimmt|nicht ganz|leider|"
    "unvollständig\\w*|"
    "ungenügend|zu (?:kurz|vage|allgemein|knapp|oberflächlich)|oberflächlich\\w*|schwach\\w*|"
    "sie haben (?:vergessen|übersehen|recht)|sie hätten|besser als|schlechter als|"
    "ihre? (?:punktzahl|note|leistung|stärken?|schwächen?|bewertung ist)|auf dem richtigen weg|"
    "fast richtig|ich (?:stimme|bezweifle)|das (?:macht|ergibt) sinn|wie erwartet|enttäuschend\\w*"
)
_PROMISE_DE = (
    "sie (?:sind|werden|haben) (?:eingestellt|angenommen|abgelehnt|bestanden|die stelle|den job|"
    "durchgefallen)|(?:wir|ich) (?:stellen|stelle|nehmen|empfehle|laden) sie|volle punktzahl|"
    "(?:zehn|hundert|\\d+) (?:von|punkte|prozent)|das gehalt (?:ist|beträgt|liegt)|"
    "system ?prompt|meine anweisungen|schlüsselpunkte?|erwartete antworte?n?|musterlösung|"
    "bewertungsschema"
)
_PROTECTED_DE = (
    "wie alt|ihr alter|geburtsjahr|geburtsdatum|geburtsort|(?:sind|waren) sie (?:verheiratet|ledig|"
    "geschieden|schwanger|gläubig|religiös|behindert|krank|deutsche[r]?|muslim\\w*|christ\\w*|"
    "jüdisch)|ihre?[nrms]? (?:eigene[nr]? )?(?:familie|mann|frau|ehemann|ehefrau|kinder|kindern|"
    "ehe|partner\\w*|schwangerschaft|religion|glauben?|kirche|nationalität|staatsangehörigkeit|"
    "herkunft|"
    "hautfarbe|abstammung|akzent|muttersprache|behinderung|krankheit|gesundheit|therapie|"
    "geschlecht|"
    "sexualität|partei|gewerkschaft|vorstrafen?)|haben sie (?:\\w+ )?(?:kinder|familie|eine "
    "behinderung)|wollen sie kinder|woher (?:kommen|stammen) sie|kinderwunsch|kinderbetreuung|"
    "familienplanung|schwanger\\w*|relig\\w+|ethnisch\\w*|familienstand|konfession"
)
_GREETING_DE = (
    "hallo|guten (?:tag|morgen|abend)|willkommen|grüß gott|servus|mein name ist|ich heiße|"
    "moin|begrüße\\w*|danke dass sie (?:da|gekommen)"
)
_PRETENCE_DE = (
    "ich bin (?:ein(?:e)? )?(?:mensch|person|personaler\\w*|echt\\w*)|als mensch|ich bin keine? "
    "(?:ki|maschine|computer|bot|roboter)|meine[rn]? (?:eigenen? )?(?:karriere|kindheit|kollegen|"
    "team)|als ich (?:noch|damals|jung)"
)


_ENGLISH = {
    Fault.PRAISE: _any(_PRAISE_EN),
    Fault.JUDGEMENT: _any(_JUDGEMENT_EN),
    Fault.PROMISE: _any(_PROMISE_EN),
    Fault.PROTECTED: _any(_PROTECTED_EN),
    Fault.GREETING: _any(_GREETING_EN),
    Fault.PRETENCE: _any(_PRETENCE_EN),
}
_GERMAN = {
    Fault.PRAISE: _any(_PRAISE_DE),
    Fault.JUDGEMENT: _any(_JUDGEMENT_DE),
    Fault.PROMISE: _any(_PROMISE_DE),
    Fault.PROTECTED: _any(_PROTECTED_DE),
    Fault.GREETING: _any(_GREETING_DE),
    Fault.PRETENCE: _any(_PRETENCE_DE),
}
