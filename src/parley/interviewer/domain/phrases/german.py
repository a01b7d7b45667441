"""What the interviewer says in German; the format is explained in `phrases`."""

TEXT = """
= greet
Guten Tag, ich bin ein KI-Interviewer mit {n} für etwa {m}. Sie können um Wiederholung bitten, \
nachdenken oder jederzeit aufhören. {q}
Guten Tag, ich bin eine KI und führe dieses Gespräch, etwa {m} mit {n}. Bitten Sie um \
Wiederholung, \
nehmen Sie sich Zeit, oder hören Sie auf. {q}
Guten Tag, hier spricht eine KI, etwa {m} lang, mit {n}. Nachdenken, Nachfragen und Aufhören \
sind jederzeit möglich. {q}
= greet_short
Guten Tag, ich bin ein KI-Interviewer, mit {n}, etwa {m}. Nachfragen, Nachdenken und Aufhören \
gehen \
jederzeit. {q}
Guten Tag, ich bin eine KI, mit {n}, {m}. Sie können nachfragen, überlegen oder aufhören. {q}
= greet_alone
Guten Tag, ich bin ein KI-Interviewer. Wir haben etwa {m}, mit {n}. Sie können um Wiederholung \
bitten, \
nachdenken oder jederzeit aufhören. Wollen wir anfangen?
Guten Tag, ich bin eine KI und führe dieses Gespräch, etwa {m} mit {n}. Nachfragen, Nachdenken und \
Aufhören gehen jederzeit. Sind Sie bereit?
= start
Fangen wir an. {q}
Hier ist die erste Frage. {q}
Dann beginnen wir damit. {q}
= ack
Danke.
Vielen Dank.
In Ordnung.
Danke, das habe ich.
Okay, ist angekommen.
Okay, danke.
Okay, ist notiert.
Danke für die Erklärung.
Ich habe das notiert.
Alles klar.
Danke, ich habe zugehört.
Okay.
Danke für die Antwort.
Ist notiert.
Danke, dass Sie das erzählen.
In Ordnung, danke.
Das habe ich aufgenommen.
Danke für die Schilderung.
Ich verstehe.
Okay, das habe ich festgehalten.
= ack_echo
Danke, das zum Thema {e} habe ich notiert.
In Ordnung, das Stichwort {e} ist notiert.
Danke für das, was Sie zum Thema {e} sagen.
Okay, den Teil zum Thema {e} habe ich.
Alles klar, das Stichwort {e} habe ich aufgenommen.
Danke, das Stichwort {e} merke ich mir.
= lead
Hier ist die nächste Frage.
Die nächste Frage.
Machen wir weiter.
Jetzt zu etwas anderem.
Weiter geht es.
Kommen wir zu einem anderen Thema.
Die nächste Frage lautet so.
Ich komme zu einem neuen Punkt.
Ich möchte weitergehen.
Dann zur nächsten.
= lead_last
Das ist meine letzte Frage.
Noch eine letzte Frage.
Hier ist die letzte.
Damit kommen wir zur letzten Frage.
= brief
Eine kurze Antwort reicht.
Die Zeit wird knapp, bitte fassen Sie sich kurz.
Wir haben nur noch wenig Zeit.
= ask_unknown
Das macht nichts, nicht alles begegnet jedem. {q}
Kein Problem, gehen wir weiter. {q}
Das ist in Ordnung. Hier ist eine andere. {q}
Okay, die lassen wir. {q}
Danke, dass Sie es sagen. Nehmen wir eine andere. {q}
Macht nichts, wir gehen weiter. {q}
Dann lassen wir es dabei. {q}
Kein Thema, hier kommt etwas anderes. {q}
= ask_silence
Ich gehe zu einer anderen Frage. {q}
Lassen wir diese, und gehen wir weiter. {q}
Versuchen wir eine andere. {q}
Ich gehe weiter. Wenn Sprechen schwierig ist, können Sie tippen. {q}
Vielleicht liegt Ihnen eine andere mehr. {q}
= ask_redirect
Machen wir mit dem Gespräch weiter. {q}
Ich fahre mit der nächsten Frage fort. {q}
Kommen wir lieber hierzu. {q}
Ich möchte fortfahren. {q}
= ask_agreed
In Ordnung, gehen wir weiter. {q}
Okay, hier ist eine andere. {q}
Dann nehmen wir die nächste. {q}
= ask_again
Das wollte ich gerade fragen: {q}
Meine Frage war diese. {q}
Ich frage noch einmal. {q}
Ich hatte damit angefangen. {q}
Sprechen Sie ruhig. Ich war bei dieser Frage. {q}
= follow_up
Können Sie noch sagen, {a}?
Mich interessiert auch, {a}.
Würden Sie mir sagen, {a}?
Eines möchte ich noch hören: {a}.
Mögen Sie ergänzen, {a}?
Mir würde helfen zu wissen, {a}.
Sagen Sie noch etwas dazu, {a}?
Und können Sie erzählen, {a}?
Könnten Sie darauf eingehen, {a}?
Ich wüsste gern, {a}.
= follow_up_short
Haben Sie dafür ein Beispiel?
Können Sie etwas mehr dazu sagen?
Würden Sie das ausführlicher beschreiben?
Wie sah das in der Praxis aus?
= repeat
Natürlich. {q}
Gern, hier ist sie noch einmal. {q}
Sicher, noch einmal. {q}
Ja, ich wiederhole. {q}
Aber gern. {q}
= simpler
Ich sage es einfacher. {s} Ihre eigenen Worte genügen.
Noch einmal einfacher. {s} Jedes Beispiel ist recht.
Kürzer gesagt. {s} Es gibt keine bestimmte Antwort, die ich hören will.
Mit anderen Worten. {s} Sagen Sie einfach, was Ihnen einfällt.
= repeat_offer
Noch einmal, und wir können sie auch auslassen. {q}
Ich sage sie noch ein letztes Mal. Auslassen geht auch. {q}
Hier ist sie wieder. Wenn sie nicht passt, sagen Sie weiter. {q}
= wait
Natürlich, nehmen Sie sich Zeit.
Sicher, es eilt nicht.
Lassen Sie sich die Zeit, die Sie brauchen.
Keine Eile. Ich warte.
Das ist in Ordnung, ich höre zu, wenn Sie so weit sind.
Denken Sie ruhig nach. Ich bin da.
Überlegen Sie in Ruhe.
= wait_break
Natürlich, machen Sie eine Pause. Sprechen Sie einfach, wenn Sie so weit sind.
Gern, machen wir Pause. Ich warte auf Sie.
Nehmen Sie sich die Pause. Ich bin da.
= wait_resume
In Ordnung, wir machen weiter. Beginnen Sie, wann Sie wollen. Ich kann die Frage auch wiederholen.
Okay, weiter geht es. Nehmen Sie sich Zeit, ich wiederhole die Frage auf Wunsch.
Dann machen wir weiter. Sagen Sie, wenn ich die Frage wiederholen soll.
= about_identity
Ich bin eine KI, kein Mensch. Ein Mensch kann lesen, was wir hier sagen.
Ich bin ein Computerprogramm, das fragt und zuhört.
= about_recorded
Was wir sagen, wird als Text festgehalten. Der Ton bleibt nur, wenn Sie zugestimmt haben.
Unsere Worte werden mitgeschrieben. Ton wird nur mit Ihrer Einwilligung gespeichert.
= about_audience_hiring
Das Team, das Sie eingeladen hat, kann unser Gespräch lesen. Hören kann es nur, was Sie erlaubt \
haben.
Wer Sie eingeladen hat, sieht den Text, und die Aufnahme, falls Sie eine erlaubt haben.
= about_audience_practice
Das ist eine Übung, das Gespräch ist also für Sie.
Sie üben hier. Was Sie sagen, ist für Sie selbst.
= about_scoring_hiring
Eine Software vergleicht Antworten mit dem, was das Team wissen will, und nennt Gründe. Ein Mensch \
entscheidet.
Das Team bekommt den Text und eine Schätzung der Software. Die Entscheidung trifft ein Mensch.
= about_scoring_practice
Danach vergleicht eine Software Ihre Antworten mit Punkten zu jeder Frage und zeigt Ihnen die \
Stellen.
Am Ende sehen Sie eine Schätzung mit den Stellen, auf denen sie beruht.
= about_duration
Wir haben noch etwa {left}.
Ich habe noch etwa {left} eingeplant.
= about_remaining
Danach habe ich noch {rest}, wenn die Zeit reicht.
Nach dieser habe ich noch {rest}, falls wir dazu kommen.
= about_remaining_none
Das ist die letzte Frage.
Nach dieser kommt keine weitere Frage.
= about_terms_hiring
Über Gehalt oder Arbeitszeit kann ich nicht sprechen. Das Team kann Ihnen das beantworten.
Das kann Ihnen nur das Team sagen. Mir liegt dazu nichts vor.
= about_terms_practice
Das ist eine Übung, es steht keine echte Stelle dahinter.
Über eine echte Stelle kann ich hier nichts sagen, denn das ist eine Übung.
= about_feedback
Ich kann nicht sagen, wie eine Antwort war. Ich frage und höre zu.
Während des Gesprächs sage ich nichts über Antworten.
Antworten werden hier nicht kommentiert.
= about_next_hiring
Danach liest das Team unser Gespräch, und ein Mensch entscheidet. Man meldet sich bei Ihnen.
Wenn wir fertig sind, sieht sich das Team alles an und meldet sich bei Ihnen.
= about_next_practice
Wenn wir fertig sind, erscheint Ihr Ergebnis gleich auf der Seite.
Direkt danach sehen Sie Ihr Ergebnis mit der Mitschrift.
= about_hint
Bei der Antwort selbst kann ich nicht helfen. Ich kann die Frage wiederholen oder weitergehen.
Hinweise darf ich nicht geben. Sagen Sie einfach, was Sie tun würden.
= about_scope
Jedes Beispiel ist recht, aus der Arbeit oder von anderswo.
Das liegt bei Ihnen. Nehmen Sie das Beispiel, das Ihnen einfällt.
= about_connection
Ja, ich höre Sie.
Ja, Ihre Worte kommen bei mir an.
= about_typing
Ja, Sie können Ihre Antwort jederzeit auf der Seite tippen.
Sicher, nutzen Sie statt der Stimme das Textfeld auf der Seite.
= about_language
Ich kann dieses Gespräch nur auf Deutsch führen. Einfache Worte genügen.
Wir müssen bei Deutsch bleiben. Nehmen Sie sich Zeit.
= about_data
Wie lange Daten bleiben, steht im Hinweis vom Anfang. Sie können die Löschung verlangen.
Im Hinweis vom Anfang steht, wie lange etwas bleibt, und Sie dürfen es löschen lassen.
= about_other
Das kann ich nicht beantworten. Vielleicht kann es das Team.
Das weiß ich nicht. Ich bin nur für die Fragen da.
Darauf habe ich keine Antwort.
= about_tail
Wenn Sie so weit sind, fahren Sie bitte mit der Frage fort.
Zurück zur Frage, ganz in Ruhe.
Sprechen Sie gern weiter.
Ich höre zu, wenn Sie weitermachen möchten.
Machen Sie ruhig mit der Frage weiter.
Und nun zurück zu meiner Frage.
Fahren Sie fort, sobald Sie mögen.
= redirect_off_topic
Kommen wir zum Gespräch zurück. Sagen Sie, wenn ich die Frage wiederholen soll.
Ich möchte bei der Frage bleiben. Ich sage sie auf Wunsch noch einmal.
Darüber kann ich hier nicht sprechen. Gehen wir zur Frage zurück.
Darauf kann ich hier nicht eingehen. Soll ich die Frage wiederholen, oder möchten Sie anfangen?
Wir sollten zum Gespräch zurück. Die Frage ist noch offen.
Dafür möchte ich das Gespräch nicht verlassen. Machen Sie bitte mit der Frage weiter.
Das führt uns zu weit weg. Sagen Sie, wenn Sie die Frage noch einmal hören möchten.
Ich hole uns zum Gespräch zurück. Die Frage gehört Ihnen, wann immer Sie so weit sind.
= redirect_hostile
Ich höre, dass Sie das ärgert. Sie können weitermachen, die Frage auslassen oder aufhören.
Ich verstehe den Ärger. Wir können weitermachen, die Frage auslassen oder aufhören, wie Sie möchten.
Das dürfen Sie so empfinden. Sagen Sie weiter, um die Frage auszulassen, oder stopp.
Es tut mir leid, dass Sie das stört. Sie bestimmen, ob wir weitermachen, auslassen oder aufhören.
Das klingt ärgerlich. Ich bin noch da, wenn Sie weitermachen möchten, und aufhören geht auch.
Das trage ich Ihnen nicht nach. Fahren Sie bitte fort, oder sagen Sie weiter.
Diese Frage muss nicht sein. Sagen Sie weiter, oder antworten Sie, wann Sie wollen.
= redirect_injection
Solchen Anweisungen kann ich nicht folgen. Fahren Sie bitte fort, oder bitten Sie um Wiederholung.
Das kann ich nicht tun. Bleiben wir bei der Frage.
Ich bleibe beim Gespräch. Machen Sie mit der Frage weiter, wenn Sie so weit sind.
So geht das hier nicht, deshalb bleibe ich bei meiner Frage.
Ich stelle hier nur Fragen. Fahren Sie bitte mit dieser fort.
Das lasse ich beiseite. Die Frage ist noch offen.
Solche Bitten ändern hier nichts. Gehen wir zur Frage zurück.
Das werde ich nicht tun. Sie können antworten oder weiter sagen.
= comfort
Es tut mir leid, dass es schwer ist. Pause, weitermachen oder hier aufhören, was ist Ihnen lieber?
Das ist in Ordnung, es gibt keinen Druck. Möchten Sie eine Pause, weitermachen oder aufhören?
Atmen Sie durch, es eilt nicht. Wollen wir eine Pause machen, weitermachen oder aufhören?
Ich verstehe, das darf so sein. Hilft eine Pause, oder möchten Sie weitermachen oder aufhören?
= crisis
Es tut mir leid, dass es Ihnen so geht. Bitte sprechen Sie mit jemandem, dem Sie vertrauen, oder \
rufen Sie den Notruf. Wollen wir hier aufhören?
= prompt
Lassen Sie sich Zeit. Wenn ich die Frage wiederholen soll, sagen Sie es einfach.
Es eilt nicht. Ich kann die Frage wiederholen, wenn das hilft.
Ich bin noch da. Sagen Sie, wenn ich die Frage wiederholen soll.
Keine Eile. Sie können Ihre Antwort auch auf der Seite tippen.
Wann immer Sie so weit sind. Ich kann die Frage auch noch einmal sagen.
Ich höre zu. Wenn das Sprechen nicht klappt, können Sie tippen.
Denken Sie so lange nach, wie Sie mögen. Ich bin da.
Bei mir ist es still. Sie können auch tippen oder Ihr Mikrofon prüfen.
Ich bin weiter bei Ihnen. Fangen Sie einfach an, wenn Ihnen etwas einfällt.
Soll ich die Frage wiederholen, oder möchten Sie mehr Zeit?
Es drängt nicht. Sagen Sie weiter, wenn Sie eine andere Frage möchten.
Ich warte noch etwas. Sie können mich um Wiederholung bitten.
Beginnen Sie mit dem, was Ihnen zuerst einfällt.
Es muss nicht alles geordnet sein. Fangen Sie irgendwo an.
Ich habe Sie noch nicht gehört. Sie können auch tippen.
= offer
Wollen wir zur nächsten Frage gehen?
Möchten Sie mit einer anderen Frage weitermachen?
Sollen wir diese auslassen und weitergehen?
Wir können diese überspringen. Soll ich weitergehen?
Wäre Ihnen eine andere Frage lieber?
Soll ich stattdessen etwas anderes fragen?
Möchten Sie diese auslassen?
Ich könnte etwas anderes fragen. Möchten Sie das?
Versuchen wir die nächste?
= offer_last
Wollen wir hier aufhören?
Soll ich zum Ende kommen?
= offer_stop
Möchten Sie das Gespräch hier beenden?
Wollen Sie das Interview jetzt beenden?
Sollen wir hier aufhören?
= resume
Die Verbindung ist wieder da. {q}
Wir sind wieder verbunden. Wir waren bei dieser Frage. {q}
Ich höre Sie wieder. Ich hatte das gefragt. {q}
Wir wurden unterbrochen. Hier waren wir. {q}
= close_practice
Danke, das war meine letzte Frage. Ihr Ergebnis erscheint gleich auf der Seite. Auf Wiedersehen.
Das waren alle meine Fragen, vielen Dank. Ihr Ergebnis sehen Sie gleich auf der Seite. Auf \
Wiedersehen.
= close_hiring
Danke, das war meine letzte Frage. Das Team liest unser Gespräch, und ein Mensch entscheidet, wie \
es \
weitergeht. Auf Wiedersehen.
Das waren alle meine Fragen, vielen Dank. Das Team liest, was wir gesagt haben, und meldet sich; \
ein \
Mensch entscheidet. Auf Wiedersehen.
= close_time_practice
Unsere Zeit ist um, deshalb höre ich hier auf. Danke. Ihr Ergebnis erscheint gleich auf der Seite. \
Auf Wiedersehen.
Wir sind am Ende unserer Zeit, vielen Dank. Ihr Ergebnis sehen Sie gleich auf der Seite. Auf \
Wiedersehen.
= close_time_hiring
Unsere Zeit ist um, deshalb höre ich hier auf. Danke. Das Team liest unser Gespräch, und ein \
Mensch \
entscheidet. Auf Wiedersehen.
Wir sind am Ende unserer Zeit, vielen Dank. Das Team liest das Gespräch, und ein Mensch \
entscheidet. \
Auf Wiedersehen.
= stop_practice
Natürlich, wir hören hier auf. Danke für Ihre Zeit. Was da ist, finden Sie auf der Seite. Auf \
Wiedersehen.
In Ordnung, wir sind fertig. Danke und alles Gute. Das Gesagte finden Sie auf der Seite. Auf \
Wiedersehen.
= stop_hiring
Natürlich, wir hören hier auf. Das Team sieht, was Sie bisher gesagt haben. Danke und auf \
Wiedersehen.
In Ordnung, wir sind fertig. Das Gesagte geht an das Team. Danke für Ihre Zeit und auf Wiedersehen.
"""

NUMBERS = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn zwanzig einundzwanzig zweiundzwanzig dreiundzwanzig "
    "vierundzwanzig fünfundzwanzig sechsundzwanzig siebenundzwanzig achtundzwanzig "
    "neunundzwanzig dreißig einunddreißig zweiunddreißig dreiunddreißig vierunddreißig "
    "fünfunddreißig sechsunddreißig siebenunddreißig achtunddreißig neununddreißig vierzig "
    "einundvierzig zweiundvierzig dreiundvierzig vierundvierzig fünfundvierzig sechsundvierzig "
    "siebenundvierzig achtundvierzig neunundvierzig fünfzig einundfünfzig zweiundfünfzig "
    "dreiundfünfzig vierundfünfzig fünfundfünfzig sechsundfünfzig siebenundfünfzig "
    "achtundfünfzig neunundfünfzig sechzig"
)
QUESTIONS = ("einer Frage", "{} Fragen")
MORE = ("eine Frage", "{} Fragen")
MINUTES = ("eine Minute", "{} Minuten")

ASPECTS = """
= effect : ergebnis wirkung gemessen messwerte zahlen verbesserung verglichen verringerten erfolg \
nutzen sichtbar vergleichswert nachweislich belegt gezählt
woran Sie gemerkt haben, dass es geklappt hat
was am Ende herauskam
was danach anders war
~ woran Sie merken, dass es klappt
~ was dabei meist herauskommt
= own_part : eigene anteil rolle zuständig beitrag zugegeben
was genau Sie selbst getan haben
welcher Teil von Ihnen kam
~ was genau Sie selbst tun
~ welcher Teil von Ihnen kommt
= people : kunde kunden nutzer team kollegen zielgruppe eltern arzt leitung zuhörer leser \
angehörige betroffene betroffenen kollegium gemeinsam
wer sonst noch beteiligt war
wie andere eingebunden waren
~ wer sonst noch beteiligt ist
~ wie andere eingebunden sind
= telling : mitgeteilt informiert erklärt angekündigt gemeldet dokumentiert dokumentation notiert \
bericht berichte botschaft zusammenfassungen aufgeschrieben festgehalten erfuhr
wie andere davon gehört haben
was Sie weitergegeben haben, und an wen
~ wie andere davon hören
~ was Sie weitergeben, und an wen
= reason : ursache grund gründe annahme ziel bedarf kriterien verstanden zielgröße erwartungen
was dahinter stand
warum Sie so vorgegangen sind
~ was für Sie dahintersteht
~ warum Sie so vorgehen
= choice : alternative alternativen varianten möglichkeiten gewählt entscheidung reihenfolge \
priorität prioritäten abgewogen
was Sie sonst noch erwogen haben
wie Sie sich festgelegt haben
~ was Sie sonst noch erwägen
~ wie Sie sich festlegen
= trouble : fehler ausfall gescheitert gescheiterte irrtümer doppelte konflikte störungen schaden \
verzögerung verzögerungen risiko risiken notfallteam abstürze verspätete
was Sie getan haben, wenn etwas schiefging
wie Sie mit Überraschungen umgegangen sind
~ was Sie tun, wenn etwas schiefgeht
~ wie Sie mit Überraschungen umgehen
= checking : test tests getestet geprüft prüfung prüfungen kontrolle bestätigte überwacht \
beobachtet überprüft abgestimmt untersucht abgeglichen
wie Sie sichergegangen sind
wie Sie noch einmal hingesehen haben
~ wie Sie sichergehen
~ wie Sie noch einmal hinsehen
= beginning : vorher vorab zuerst vorbereitet anfang geplant plan recherchiert geklärt bereit \
untersuchungen befragt erkundet
was Sie ganz am Anfang getan haben
wie Sie sich darauf eingestellt haben
~ was Sie ganz am Anfang tun
~ wie Sie sich darauf einstellen
= afterwards : danach später lehre wiederholung dauerhaft dauerhafte verfolgt überarbeitet \
verbessert nachbesprechung folgen
was Sie getan haben, als es vorbei war
was Sie daraus mitgenommen haben
~ was Sie tun, wenn es vorbei ist
~ was danach geschieht
= protecting : geschützt verschlüsselt vertraulich rechte zugang geheimnisse verschlossen \
schutzausrüstung gesichert sicher
wie Sie für Schutz gesorgt haben
worauf Sie besonders geachtet haben
~ wie Sie für Schutz sorgen
~ worauf Sie besonders achten
= limits : kosten speicher last frist budget mittel umfang menge zeit aufwand
welche Grenzen es gab
wie Sie mit knappen Mitteln zurechtkamen
~ welche Grenzen es gibt
~ wie Sie mit knappen Mitteln zurechtkommen
= steps : schritt schrittweise teile eingegrenzt abgesondert aufbau liste zerlegt sortiert
wie Sie der Reihe nach vorgegangen sind
in welcher Folge Sie das getan haben
~ wie Sie der Reihe nach vorgehen
~ in welcher Folge Sie das tun
= tone : ruhig angehört freundlich gefühle sorgen angesprochen würde begrüßt verständnis
wie das Gespräch verlief
wie Sie in dem Moment aufgetreten sind
~ wie Sie in so einem Moment auftreten
~ wie so ein Gespräch verläuft
= example :
wie ein konkretes Beispiel aussieht
wie das in einem echten Fall war
was Ihnen noch dazu einfällt
~ wie ein konkretes Beispiel aussieht
~ wie das in einem echten Fall war
~ was Ihnen noch dazu einfällt
~ wie das im Alltag aussieht
= knowledge :
wie ein einfaches Beispiel aussieht
wo das in der Praxis wichtig ist
wie Sie es jemandem erklären würden, der neu ist
was daraus folgt
was noch dazugehört
~ wie ein einfaches Beispiel aussieht
~ wo das in der Praxis wichtig ist
~ wie Sie es jemandem erklären würden, der neu ist
~ was daraus folgt
~ was noch dazugehört
"""

DETERMINERS = ""
POSSESSIVES: dict[str, str] = {}
# A question so worded is about something that happened; any other about what one does.
PAST = r"\b(?:erzählen|beschreiben|führen sie mich|haben sie|war|waren|wurde|zuletzt|hatten)\b"
SECOND_PERSON = r"\b(?:sie|ihnen|ihre?[mnrs]?)\b"
