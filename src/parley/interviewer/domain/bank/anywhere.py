"""Competencies that count in any job; the format is explained in `bank`."""

ENGLISH = """
= leadership | Leading people
: manager lead leadership head supervisor director team-lead management
? Tell me about somebody on your team who wasn't doing well, and what you did.
- Expectations and observations were told openly.
- Causes and support were discussed together.
- Progress was reviewed after an agreed time.
? How do you delegate work that matters to you?
- The goal and limits were explained rather than each step.
- The person's strengths and load were considered.
- Check-ins were agreed without taking the work back.
? Tell me about an unpopular decision that you had to explain to your team.
- Reasons and alternatives were laid open.
- Worries were heard and answered.
- The effect was followed and admitted honestly.

= projects | Project management
: project manager milestone scrum agile coordination schedule projektleiter
? Tell me about a project that was about to miss its deadline.
- The critical tasks were found and reordered.
- Scope or resources were renegotiated early.
- Everyone affected knew the new plan.
? How do you keep an overview when several projects run at the same time?
- Goals, owners and dates were visible in one place.
- Risks were reviewed at regular intervals.
- Dependencies between projects were tracked.
? How do you begin a project with people who haven't worked together before?
- Roles and decisions were clarified at the start.
- Ways of communicating were agreed.
- A small early success built trust.

= teamwork *| Working together
: team collaborate together colleagues collaboration
? Tell me about something you achieved together with others, and what you contributed.
- The shared goal and the roles were clear.
- The own contribution was named concretely.
- Help was given or accepted when needed.
? How do you work with a colleague whose style is very different from yours?
- Differences were addressed directly and kindly.
- Strengths of both were used for the task.
- A practical agreement made everyday work easier.
? What do you do when a colleague falls behind and the work suffers?
- The colleague was approached privately first.
- Support was offered and tasks were rearranged.
- The manager was involved only when necessary.

= conflict *| Handling conflict
: conflict mediation negotiate
? Tell me about a disagreement at work, and how it ended.
- The other point of view was understood and described.
- Facts were separated from feelings.
- A solution was found that both could accept.
? How do you react when somebody criticises your work?
- The criticism was heard out without defence.
- Examples were asked for.
- A concrete change followed.
? Describe a time when you had to deliver bad news.
- The message was given early and directly.
- The listener's reaction was given room.
- Next steps were offered.

= ownership *| Taking responsibility
: responsibility ownership independent initiative self-directed
? Tell me about a mistake you made at work, and what you did then.
- The mistake was admitted quickly.
- The damage was limited or repaired.
- A lesson changed how the work is done.
? When did you last do something that nobody had asked you to do?
- A need or opportunity was recognised.
- The step was coordinated with others.
- The benefit was visible afterwards.
? How do you make sure that you keep your promises when things get busy?
- Commitments were written down and ordered.
- Delays were announced before the deadline.
- Help was requested in time.

= learning *| Learning
: learn learning curious development training
? Tell me about something new that you had to learn quickly.
- Good sources or teachers were chosen.
- The new knowledge was practised on a real task.
- Progress was checked against a goal.
? How do you stay up to date in your field?
- Particular sources are read or visited regularly.
- New ideas are tried in practice.
- Knowledge is shared with colleagues.
? What is something that you used to do one way, and now do differently?
- The former habit and its weakness were described.
- Feedback or experience caused the change.
- The new way is used consistently.

= communication *| Communication
: communication communicate presentation written verbal
? Tell me about a time when a misunderstanding caused trouble.
- The different interpretations were uncovered.
- The matter was clarified in person.
- Written summaries prevent repetition.
? How do you prepare when you have to explain something complicated?
- The listeners' knowledge was considered.
- The main message was stated first.
- Pictures or examples supported it.
? How do you keep people informed who depend on your work?
- Updates came regularly without being asked for.
- Problems were told early.
- Channel and detail suited the receiver.

= problem_solving *| Solving problems
: problem analytical solve solution
? Tell me about a difficult problem you solved, step by step.
- The problem was broken into smaller parts.
- Causes were tested instead of guessed.
- The solution was confirmed to last.
? How do you decide when there isn't enough time to know everything?
- The most important unknown was identified.
- Risks of each option were weighed.
- A reversible step was preferred.
? Tell me about an idea of yours that made everyday work easier.
- A recurring waste of time was noticed.
- The idea was tried on a small scale.
- Time saved or errors avoided were counted.
"""

GERMAN = """
= leadership | Führung
: führung leiter leitung führungskraft teamleiter vorgesetzter manager personalverantwortung
? Erzählen Sie von jemandem in Ihrem Team, bei dem es nicht gut lief. Was haben Sie getan?
- Erwartungen und Beobachtungen wurden offen ausgesprochen.
- Ursachen und Unterstützung wurden gemeinsam besprochen.
- Der Fortschritt wurde nach vereinbarter Zeit geprüft.
? Wie geben Sie Aufgaben ab, die Ihnen wichtig sind?
- Ziel und Grenzen wurden erklärt statt jedes Schrittes.
- Stärken und Auslastung der Person wurden bedacht.
- Zwischenstände wurden vereinbart, ohne die Arbeit zurückzunehmen.
? Erzählen Sie von einem unbeliebten Beschluss, den Sie Ihrem Team erklären mussten.
- Gründe und Alternativen wurden offengelegt.
- Sorgen wurden angehört und beantwortet.
- Die Folgen wurden beobachtet und ehrlich benannt.

= projects | Projektleitung
: projekt projektleiter projektmanagement meilenstein scrum agil koordination zeitplan
? Erzählen Sie von einem Projekt, das seinen Termin zu verpassen drohte.
- Die entscheidenden Aufgaben wurden gefunden und neu geordnet.
- Umfang oder Mittel wurden früh neu verhandelt.
- Alle Betroffenen kannten den neuen Plan.
? Wie behalten Sie den Überblick, wenn mehrere Projekte gleichzeitig laufen?
- Ziele, Zuständige und Termine waren an einem Ort sichtbar.
- Risiken wurden in festen Abständen geprüft.
- Abhängigkeiten zwischen den Projekten wurden verfolgt.
? Wie beginnen Sie ein Projekt mit Menschen, die noch nie zusammengearbeitet haben?
- Rollen und Beschlüsse wurden am Anfang geklärt.
- Wege der Verständigung wurden vereinbart.
- Ein kleiner früher Erfolg schuf Vertrauen.

= teamwork *| Zusammenarbeit
: team zusammenarbeit teamarbeit kollegen teamfähigkeit
? Erzählen Sie von etwas, das Sie mit anderen erreicht haben. Was war Ihr Beitrag?
- Das gemeinsame Ziel und die Rollen waren klar.
- Der eigene Anteil wurde konkret benannt.
- Hilfe wurde gegeben oder angenommen.
? Wie arbeiten Sie mit jemandem, der ganz anders vorgeht als Sie?
- Unterschiede wurden direkt und freundlich angesprochen.
- Die Stärken beider wurden für die Aufgabe genutzt.
- Eine praktische Absprache erleichterte den Alltag.
? Was tun Sie, wenn jemand nicht mehr mitkommt und die Arbeit darunter leidet?
- Die Person wurde zuerst unter vier Augen angesprochen.
- Unterstützung wurde angeboten und Aufgaben wurden umverteilt.
- Die Leitung wurde nur im Notfall einbezogen.

= conflict *| Umgang mit Konflikten
: konflikt konfliktfähigkeit vermittlung kritikfähigkeit
? Erzählen Sie von einer Meinungsverschiedenheit bei der Arbeit. Wie ging sie aus?
- Die andere Sicht wurde verstanden und beschrieben.
- Tatsachen wurden von Gefühlen getrennt.
- Es fand sich eine Lösung, die beide annehmen konnten.
? Wie reagieren Sie, wenn jemand Ihre Arbeit kritisiert?
- Die Kritik wurde ohne Verteidigung angehört.
- Nach Beispielen wurde gefragt.
- Eine konkrete Änderung folgte.
? Beschreiben Sie, wie Sie einmal eine schlechte Nachricht überbringen mussten.
- Die Botschaft kam früh und direkt.
- Die Reaktion des Gegenübers bekam Raum.
- Nächste Schritte wurden angeboten.

= ownership *| Verantwortung
: verantwortung eigeninitiative selbstständig eigenverantwortung zuverlässigkeit
? Erzählen Sie von einem Fehler, den Sie gemacht haben. Was haben Sie dann getan?
- Der Fehler wurde schnell zugegeben.
- Der Schaden wurde begrenzt oder behoben.
- Eine Lehre veränderte die Arbeitsweise.
? Wann haben Sie zuletzt etwas getan, worum Sie niemand gebeten hatte?
- Ein Bedarf oder eine Gelegenheit wurde erkannt.
- Das Vorgehen wurde mit anderen abgestimmt.
- Der Nutzen war danach sichtbar.
? Wie halten Sie Ihre Zusagen, wenn es hektisch wird?
- Zusagen wurden aufgeschrieben und geordnet.
- Verzögerungen wurden vor der Frist angekündigt.
- Um Hilfe wurde rechtzeitig gebeten.

= learning *| Lernen
: lernen lernbereitschaft weiterbildung fortbildung neugier
? Erzählen Sie von etwas Neuem, das Sie schnell lernen mussten.
- Gute Quellen oder Lehrende wurden ausgesucht.
- Das neue Wissen wurde an einer echten Aufgabe geübt.
- Der Fortschritt wurde an einem Ziel gemessen.
? Wie bleiben Sie in Ihrem Fach auf dem Laufenden?
- Bestimmte Quellen werden regelmäßig gelesen oder besucht.
- Neue Ideen werden in der Praxis ausprobiert.
- Wissen wird mit Kollegen geteilt.
? Was haben Sie früher anders gemacht als heute?
- Die frühere Gewohnheit und ihre Schwäche wurden beschrieben.
- Rückmeldungen oder Erfahrung bewirkten die Veränderung.
- Das neue Vorgehen wird beständig angewandt.

= communication *| Kommunikation
: kommunikation kommunikationsstärke präsentation kommunikationsfähigkeit
? Erzählen Sie von einem Missverständnis, das Ärger gemacht hat.
- Die verschiedenen Deutungen wurden aufgedeckt.
- Die Sache wurde im persönlichen Gespräch geklärt.
- Schriftliche Zusammenfassungen beugen Wiederholung vor.
? Wie bereiten Sie sich vor, wenn Sie etwas Schwieriges erklären müssen?
- Das Vorwissen der Zuhörer wurde bedacht.
- Die wichtigste Aussage kam zuerst.
- Bilder oder Beispiele stützten sie.
? Wie informieren Sie Menschen, die von Ihrer Arbeit abhängen?
- Berichte kamen regelmäßig und ungefragt.
- Probleme wurden früh mitgeteilt.
- Weg und Ausführlichkeit passten zum Empfänger.

= problem_solving *| Problemlösung
: problemlösung analytisch lösungsorientiert
? Erzählen Sie Schritt für Schritt von einem schwierigen Problem, das Sie gelöst haben.
- Das Problem wurde in kleinere Teile zerlegt.
- Ursachen wurden geprüft statt geraten.
- Die Lösung hielt nachweislich.
? Wie entscheiden Sie, wenn die Zeit fehlt, alles zu wissen?
- Die wichtigste offene Frage wurde bestimmt.
- Risiken der Möglichkeiten wurden abgewogen.
- Ein umkehrbarer Schritt wurde vorgezogen.
? Erzählen Sie von einer Idee von Ihnen, die den Alltag leichter gemacht hat.
- Eine wiederkehrende Zeitverschwendung fiel auf.
- Die Idee wurde in kleinem Rahmen ausprobiert.
- Gesparte Zeit oder vermiedene Fehler wurden gezählt.
"""
