"""Words by which turn-taking goes, and the few sentences that it says itself, per language.

Lists rather than a model: a decision takes microseconds, is the same on every machine, and a wrong
one costs a second of patience. Words are casefolded, without punctuation.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Of one language.

    Attributes:
        trailing: Words after which a sentence goes on: conjunctions, articles, possessives,
            degrees, in English auxiliaries and subjects.
        wavering: Words after which it goes on more often than not, and may end: prepositions
            ("what we asked for"), demonstratives, ellipses ("as well as I could"), adverbs,
            verbs that mostly have an object, numbers ("about two hundred").
        trailing_pairs: Likewise, of more words than one.
        openers: Words that open a clause, which has a subject and a verb at least.
        joining: Conjunctions of clauses, and of much else.
        subjects: Words that are a clause's beginning after these, and may end one elsewhere.
        fillers: "Um": somebody looks for words.
        dependent: Words that, as the first of a sentence, open a clause before the main one.
        auxiliaries: Verbs after which an adverb is followed by what it is about.
        determiners: That begin what a clause is about.
        articles: After which a noun has to come.
        attributes: Adjectives that stand before nouns.
        closing: Ends of a turn, whole.
        thinking: Whoever says so isn't done.
        backchannels: Said over somebody without wanting the turn, one or a few of them.
        backchannel_phrases: Likewise, whole.
        again: Said when nothing could be made of what was said.
        lost: Said when the mind failed.
    """

    trailing: frozenset[str]
    wavering: frozenset[str]
    trailing_pairs: tuple[tuple[str, ...], ...]
    openers: frozenset[str]
    joining: frozenset[str]
    subjects: frozenset[str]
    fillers: frozenset[str]
    dependent: frozenset[str]
    auxiliaries: frozenset[str]
    determiners: frozenset[str]
    articles: frozenset[str]
    attributes: frozenset[str]
    closing: tuple[tuple[str, ...], ...]
    thinking: tuple[tuple[str, ...], ...]
    backchannels: frozenset[str]
    backchannel_phrases: tuple[tuple[str, ...], ...]
    again: str
    lost: str


def _set(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


def _lines(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in text.casefold().strip().splitlines())


ENGLISH = Phrases(
    trailing=_set(
        "and or but nor so because since although unless until while whereas if whether when"
        " whenever where wherever than which who whom whose what how as like"
        " a an the my your his its our their every no various certain entire"
        " of to into onto among beneath beside despite during except toward towards via"
        " i we he she they"
        " am is are was were be been being have has had having will would shall should may "
        " must i'm we're they're you're he's she's it's that's i've we've they've i'd we'd i'll"
        " we'll"
        " not very really quite rather just only almost nearly basically especially"
        " particularly mainly"
        " gonna wanna make making get got getting give gave take let put become became"
        " seem seemed tell"
    ),
    wavering=_set(
        "though that this these those her some any each such both either many much more most less"
        " several few same different own main another there you"
        " two three four five six seven eight nine ten"
        " in on at by for from with within about across after against along before between beyond"
        " inside near over past per under upon without"
        " can could might do does did don't didn't doesn't wasn't weren't isn't aren't couldn't"
        " wouldn't can't haven't hadn't"
        " also then still even probably maybe perhaps actually mostly usually often sometimes"
        " always never first second third finally why"
        " need try tried trying going use used using keep kept think thought made took"
        " say said told consider allow avoid contain enable ensure expect include involve"
        " prevent provide require"
        " twenty thirty forty fifty sixty seventy eighty ninety hundred thousand nineteen"
        " twenty-twenty"
    ),
    trailing_pairs=_lines(
        """
        as well as
        as soon as
        as long as
        in order to
        such as
        kind of
        sort of
        a lot of
        for example
        for instance
        in terms of
        you know
        i mean
        i guess
        the thing is
        there was
        there were
        there is
        """
    ),
    openers=_set(
        "because since although though unless until while whereas if whether when whenever where"
        " wherever which who whom whose what how why than"
    ),
    joining=_set("and but or so that then"),
    subjects=_set("it you this there these those people someone everyone"),
    fillers=_set("um uh uhm umm uhh er erm hmm hm mm ah eh well like"),
    dependent=_set("if when whenever unless although though while whereas once until since"),
    auxiliaries=_set("am is are was were be been being have has had will would can could"),
    determiners=_set("the a an my your his her its our their this that these those"),
    articles=_set("a an"),
    attributes=_set(
        "new old young big small large little long short high low good bad great simple complex"
        " different similar single specific particular certain real whole major minor general"
        " common typical internal external critical important huge tiny quick slow hard"
    ),
    closing=_lines(
        """
        that's it
        that's all
        that's about it
        that is it
        that is all
        that's my answer
        that is all i can say
        that's all i can say
        all i can say about it
        all i can say about that
        nothing to add
        nothing more to add
        i'm not sure sorry
        i don't know sorry
        i think that's it
        i think that's all
        i don't know
        i do not know
        no idea
        i have no idea
        i'm done
        i am done
        nothing else
        nothing more
        yes
        no
        yeah
        nope
        could you repeat that
        could you repeat the question
        can you repeat that
        can you repeat the question
        next question
        next question please
        thank you
        """
    ),
    thinking=_lines(
        """
        let me think
        let me think about that
        let me think about it
        let me see
        let me think for a moment
        let me think for a second
        i'm still thinking
        i am still thinking
        still thinking
        i'm thinking
        i need to think
        i have to think
        give me a moment
        give me a second
        give me a minute
        one moment
        one moment please
        one second
        just a moment
        just a second
        just a minute
        hold on
        bear with me
        that's a good question
        good question
        how do i put this
        how shall i put it
        """
    ),
    backchannels=_set(
        "mm mhm mm-hm mmhm mm-hmm mmm hm hmm uh-huh uhuh huh ah oh okay ok k yeah yes yep yup right"
        " sure alright fine good great cool nice exactly true interesting wow thanks"
    ),
    backchannel_phrases=_lines(
        """
        i see
        got it
        of course
        go on
        all right
        """
    ),
    again="Sorry, I couldn't make that out. Could you say it again, or type it instead?",
    lost="Sorry, I lost my thread for a moment. Could you say that again, please?",
)

GERMAN = Phrases(
    trailing=_set(
        "und oder aber sondern denn weil dass ob wenn als wie während obwohl sodass falls"
        " sobald solange bevor nachdem bis seit indem wobei wodurch womit wofür welche welcher"
        " welches wer wen wem wessen warum wieso weshalb wo wohin woher"
        " der die den dem des ein eine einen einem einer eines kein keine keinen keinem keiner"
        " mein meine meinen meinem meiner dein deine sein seine seinen seinem seiner ihre ihren"
        " ihrem ihrer unser unsere unseren unserem unserer euer eure dieser diese diesen"
        " diesem jede jeder jeden jedem manche"
        " im am beim vom zum zur für hinter zwischen wegen trotz pro per innerhalb außerhalb"
        " ins ans"
        " sehr ganz ziemlich eher besonders quasi sozusagen halt eben"
        " verschiedene verschiedenen gleichen selben"
    ),
    # Verbs close subordinate clauses, particles of separable verbs and pronouns close main ones.
    wavering=_set(
        "das was dieses jedes viele wenige einige mehrere damit"
        " in an auf aus bei mit nach von zu über unter vor neben durch gegen ohne um gegenüber"
        " ich wir er sie es man ihr"
        " bin ist sind war waren habe hat haben hatte hatten werde wird werden wurde wurden kann"
        " können konnte konnten muss müssen musste mussten soll sollen sollte will wollen wollte"
        " wollten darf dürfen durfte mag möchte möchten würde würden hab"
        " nicht auch dann noch nur fast schon eigentlich vielleicht wahrscheinlich meistens oft"
        " manchmal immer nie erst erstens zweitens drittens zuerst also"
        " gleiche selbe andere anderen ganze ganzen"
        " hundert tausend komma zwanzig zwanzigste neunzehnhundert zweitausend"
    ),
    trailing_pairs=_lines(
        """
        zum beispiel
        vor allem
        so dass
        sowohl als
        das heißt
        das war
        es gibt
        es gab
        ich meine
        ich glaube
        ich denke
        unter anderem
        sagen wir
        """
    ),
    openers=_set(
        "weil dass ob wenn als während obwohl damit sodass falls sobald solange bevor nachdem indem"
        " wobei wodurch womit welche welcher welches was wer wen wem wessen warum wieso weshalb wo"
    ),
    joining=_set("und aber oder denn dann"),
    subjects=_set("sie du ihr dies das dieses jemand jeder alle leute"),
    fillers=_set("äh ähm öh öhm hm hmm ähh mh tja naja na ja also"),
    dependent=_set("wenn falls während obwohl sobald solange bevor nachdem indem seit da"),
    auxiliaries=frozenset(),
    determiners=_set(
        "der die das ein eine mein meine sein seine ihr ihre unser unsere dieser diese dieses"
    ),
    articles=_set("ein eine einen einem einer eines"),
    attributes=frozenset(),
    closing=_lines(
        """
        das war's
        das wars
        das war es
        das ist alles
        das war alles
        mehr fällt mir nicht ein
        mehr kann ich dazu nicht sagen
        mehr weiß ich nicht
        ich weiß nicht
        ich weiß es nicht
        weiß ich nicht
        das weiß ich nicht
        keine ahnung
        ich bin fertig
        sonst nichts
        ja
        nein
        nee
        können sie das wiederholen
        können sie die frage wiederholen
        nächste frage
        nächste frage bitte
        danke
        vielen dank
        """
    ),
    thinking=_lines(
        """
        lassen sie mich überlegen
        lassen sie mich kurz überlegen
        lass mich überlegen
        lass mich kurz überlegen
        lassen sie mich nachdenken
        ich überlege noch
        ich denke noch nach
        ich muss kurz überlegen
        ich muss überlegen
        da muss ich überlegen
        da muss ich kurz überlegen
        einen moment
        einen moment bitte
        moment
        moment bitte
        augenblick
        einen augenblick
        eine sekunde
        sekunde
        kleinen moment
        gute frage
        das ist eine gute frage
        wie soll ich sagen
        wie sage ich das
        """
    ),
    backchannels=_set(
        "mm mhm hm hmm mh aha ah oh okay ok ja jaja genau klar gut stimmt richtig verstehe"
        " schön super interessant danke natürlich ach"
    ),
    backchannel_phrases=_lines(
        """
        alles klar
        ach so
        na klar
        verstehe ich
        """
    ),
    again="Entschuldigung, das habe ich nicht verstanden. Sagen Sie es noch einmal, oder tippen"
    " Sie es?",
    lost="Entschuldigung, ich habe kurz den Faden verloren. Sagen Sie das bitte noch einmal?",
)

_LANGUAGES = {"en": ENGLISH, "de": GERMAN}


def phrases(language: str) -> Phrases | None:
    """Of a language (BCP 47); None where there are no lists."""
    return _LANGUAGES.get(language.partition("-")[0].casefold())
