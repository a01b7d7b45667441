"""Competencies of product, commerce and the office; the format is explained in `bank`."""

ENGLISH = """
= product | Product management
: product roadmap backlog discovery stakeholder feature market owner
? Tell me about a product decision you made with incomplete information.
- Customers or usage data were consulted before deciding.
- Options were compared by value and effort.
- The outcome was measured and the decision revisited.
? How do you say no to a request from an important stakeholder?
- The need behind the request was understood first.
- The refusal was explained by goals and priorities.
- An alternative or a later date was offered.
? How do you find out whether a new feature is a success?
- A target figure was agreed before launch.
- Usage and feedback were compared with it.
- The feature was improved or removed as a consequence.

= design | Design
: design ux ui designer figma usability prototype wireframe visual
? Walk me through a design of yours, from the first sketch to the final version.
- Research with users informed the first draft.
- Several alternatives were explored before choosing.
- The result was tested and revised.
? How do you handle feedback on your design that you disagree with?
- Questions were asked to understand the concern.
- Evidence from users settled the disagreement.
- A compromise or a reasoned decision was documented.
? How do you make sure that a design works for people with disabilities?
- Contrast, text size and keyboard use were considered.
- People with disabilities or guidelines were consulted.
- Developers got clear specifications for accessibility.

= sales | Sales
: sales account crm quota lead negotiation revenue prospect customer closing
? Tell me about a deal that was difficult to close.
- The customer's need and decision makers were understood.
- Objections were answered with concrete benefit.
- The deal was followed up until a signed result.
? How do you prepare for a first conversation with a new customer?
- The company and its situation were researched.
- Open questions were prepared in advance.
- A clear next step was planned.
? What do you do when a long-standing customer wants to leave?
- The reason was heard without defending.
- A realistic remedy was proposed and agreed with colleagues.
- The relationship was checked again afterwards.

= support | Customer support
: support customer service ticket helpdesk hotline complaint callcenter
? Tell me about a customer who was very upset, and how you handled it.
- The customer was listened to calmly and without interruption.
- The problem was solved or passed on with a clear promise.
- The customer was told the result afterwards.
? How do you explain a technical matter to somebody who isn't technical?
- Plain words and comparisons replaced jargon.
- Understanding was checked by asking back.
- The steps were written down for later.
? How do you set priorities when many requests arrive at once?
- Urgency and number of affected people decided the order.
- Waiting customers received an honest estimate.
- Repeated problems were reported for a permanent fix.

= marketing | Marketing
: marketing campaign brand content social seo advertising newsletter audience
? Tell me about a campaign you planned, and what came of it.
- Audience and goal were defined at the start.
- Channels were chosen by where the audience is.
- The effect was measured against the cost.
? How do you write for an audience that you don't know well?
- Customers were interviewed or comments were read.
- Versions were compared in a small trial.
- Language was adapted to what readers use.
? What would you do when a campaign is not bringing results?
- The weakest step from view to purchase was located.
- One change at a time was tried.
- Budget was moved to what works.

= finance | Finance and accounting
: finance accounting accountant invoice budget audit tax ledger controlling bookkeeping payroll
? How do you make sure that a monthly closing is correct and on time?
- A checklist with dates and owners was followed.
- Accounts were reconciled and differences explained.
- A second person reviewed the figures.
? Tell me about an error in the books that you discovered.
- The deviation was noticed through a comparison or control.
- The cause was documented and corrected with a record.
- A control was introduced against repetition.
? How do you explain a budget problem to people outside finance?
- The main figure was shown first and simply.
- Causes were separated from consequences.
- Possible savings or decisions were proposed.

= office | Office administration
: office administration assistant secretary calendar travel correspondence receptionist clerk
? How do you organise a day with many appointments and interruptions?
- Tasks were ordered by deadline and importance.
- Time was reserved for unexpected matters.
- Changes were told to those affected at once.
? Tell me about an event or a trip you organised in which something went wrong.
- A plan with alternatives existed beforehand.
- A quick solution was found and communicated.
- The checklist was improved for the next time.
? How do you handle confidential documents?
- Access was limited to those who need it.
- Papers and files were locked or encrypted.
- In doubt the responsible person was asked.

= hr | Human resources
: recruiting recruiter onboarding personnel talent hr employee payroll hiring
? How do you make a hiring process fair?
- Criteria were agreed before the first conversation.
- Every applicant was asked the same questions.
- Ratings were written independently before the discussion.
? Tell me about a difficult conversation you had with an employee.
- Facts were prepared and the setting was private.
- The employee's view was heard.
- Agreements were noted and followed up.
? How do you help new colleagues to settle in?
- A plan for the first weeks was prepared.
- A contact person was named for questions.
- Feedback was collected after some weeks.
"""

GERMAN = """
= product | Produktmanagement
: produkt produktmanager roadmap backlog anforderung markt product owner
? Erzählen Sie von einer Produktentscheidung, bei der Ihnen Informationen fehlten.
- Kunden oder Nutzungsdaten wurden vor der Entscheidung befragt.
- Möglichkeiten wurden nach Wert und Aufwand verglichen.
- Die Wirkung wurde gemessen und die Entscheidung überprüft.
? Wie lehnen Sie den Wunsch einer wichtigen Person im Unternehmen ab?
- Der Bedarf hinter dem Wunsch wurde zuerst verstanden.
- Die Ablehnung wurde mit Zielen und Prioritäten begründet.
- Eine Alternative oder ein späterer Termin wurde angeboten.
? Wie stellen Sie fest, ob eine neue Funktion ein Erfolg ist?
- Vor dem Start wurde eine Zielgröße vereinbart.
- Nutzung und Rückmeldungen wurden damit verglichen.
- Die Funktion wurde daraufhin verbessert oder entfernt.

= design | Gestaltung
: design ux ui designer figma gestaltung prototyp entwurf benutzerfreundlichkeit grafik
? Führen Sie mich durch einen Entwurf von Ihnen, von der ersten Skizze bis zum Ende.
- Untersuchungen mit Nutzern prägten den ersten Entwurf.
- Mehrere Varianten wurden vor der Auswahl erkundet.
- Das Ergebnis wurde getestet und überarbeitet.
? Wie gehen Sie mit Kritik an Ihrem Entwurf um, die Sie nicht teilen?
- Durch Nachfragen wurde das Anliegen verstanden.
- Belege von Nutzern klärten die Meinungsverschiedenheit.
- Ein Kompromiss oder eine begründete Wahl wurde festgehalten.
? Wie sorgen Sie dafür, dass ein Entwurf auch für Menschen mit Behinderung taugt?
- Kontrast, Schriftgröße und Tastatur wurden bedacht.
- Betroffene oder Richtlinien wurden herangezogen.
- Die Entwicklung bekam klare Vorgaben zur Barrierefreiheit.

= sales | Vertrieb
: vertrieb verkauf kunde akquise umsatz verhandlung außendienst crm angebot sales
? Erzählen Sie von einem Abschluss, der schwierig war.
- Bedarf und Entscheider des Kunden wurden verstanden.
- Einwände wurden mit konkretem Nutzen beantwortet.
- Das Angebot wurde bis zur Unterschrift verfolgt.
? Wie bereiten Sie sich auf ein erstes Gespräch mit neuer Kundschaft vor?
- Das Unternehmen und seine Lage wurden recherchiert.
- Offene Fragen wurden vorab notiert.
- Ein klarer nächster Schritt wurde geplant.
? Was tun Sie, wenn ein langjähriger Kunde kündigen will?
- Der Grund wurde ohne Rechtfertigung angehört.
- Eine realistische Abhilfe wurde intern abgestimmt und vorgeschlagen.
- Die Beziehung wurde später noch einmal geprüft.

= support | Kundendienst
: support kundendienst kundenservice kundenbetreuung helpdesk hotline beschwerde ticket reklamation
? Erzählen Sie von einem sehr verärgerten Kunden. Wie sind Sie damit umgegangen?
- Der Kunde wurde ruhig und ohne Unterbrechung angehört.
- Das Problem wurde gelöst oder mit klarer Zusage weitergegeben.
- Der Kunde erfuhr danach das Ergebnis.
? Wie erklären Sie etwas Technisches jemandem, der sich damit nicht auskennt?
- Einfache Worte und Vergleiche ersetzten Fachsprache.
- Durch Rückfragen wurde das Verständnis geprüft.
- Die Schritte wurden für später aufgeschrieben.
? Wie ordnen Sie viele Anfragen, die gleichzeitig eintreffen?
- Dringlichkeit und Zahl der Betroffenen bestimmten die Reihenfolge.
- Wartende bekamen eine ehrliche Schätzung.
- Häufige Probleme wurden zur dauerhaften Lösung gemeldet.

= marketing | Marketing
: marketing kampagne marke werbung social seo newsletter zielgruppe inhalte
? Erzählen Sie von einer Kampagne, die Sie geplant haben. Was kam dabei heraus?
- Zielgruppe und Ziel standen am Anfang fest.
- Kanäle wurden danach gewählt, wo die Zielgruppe ist.
- Die Wirkung wurde den Kosten gegenübergestellt.
? Wie schreiben Sie für Menschen, die Sie noch nicht gut kennen?
- Kunden wurden befragt oder Kommentare gelesen.
- Fassungen wurden in einem kleinen Versuch verglichen.
- Die Sprache wurde den Lesern angepasst.
? Was tun Sie, wenn eine Kampagne nichts bringt?
- Der schwächste Schritt zwischen Ansicht und Kauf wurde gesucht.
- Jeweils nur eine Änderung wurde ausprobiert.
- Geld floss dorthin, wo es wirkt.

= finance | Finanzen und Buchhaltung
: finanzen buchhaltung buchhalter rechnung budget steuer abschluss controlling kreditoren bilanz
? Wie stellen Sie sicher, dass ein Monatsabschluss richtig und pünktlich ist?
- Eine Liste mit Terminen und Zuständigen wurde abgearbeitet.
- Konten wurden abgestimmt und Unterschiede erklärt.
- Eine zweite Person prüfte die Zahlen.
? Erzählen Sie von einem Fehler in den Büchern, den Sie entdeckt haben.
- Die Abweichung fiel durch einen Vergleich oder eine Kontrolle auf.
- Die Ursache wurde belegt und nachvollziehbar berichtigt.
- Eine neue Kontrolle verhinderte die Wiederholung.
? Wie erklären Sie ein Budgetproblem Menschen, die nicht aus den Finanzen kommen?
- Die wichtigste Zahl kam zuerst und einfach.
- Ursachen und Folgen wurden getrennt.
- Mögliche Einsparungen oder Beschlüsse wurden vorgeschlagen.

= office | Büro und Verwaltung
: büro verwaltung assistenz sekretariat sachbearbeiter sachbearbeitung empfang schriftverkehr
? Wie ordnen Sie einen Tag mit vielen Terminen und Unterbrechungen?
- Aufgaben wurden nach Frist und Wichtigkeit sortiert.
- Für Unerwartetes war Zeit eingeplant.
- Änderungen wurden den Betroffenen sofort mitgeteilt.
? Erzählen Sie von einer Veranstaltung oder Reise, bei der etwas schiefging.
- Vorher gab es einen Plan mit Ausweichmöglichkeiten.
- Eine schnelle Lösung wurde gefunden und mitgeteilt.
- Die Liste wurde für das nächste Mal verbessert.
? Wie gehen Sie mit vertraulichen Unterlagen um?
- Zugang hatten nur die, die ihn brauchten.
- Papiere und Dateien waren verschlossen oder verschlüsselt.
- Im Zweifel wurde die zuständige Person gefragt.

= hr | Personalwesen
: personal personalwesen recruiting einstellung einarbeitung bewerber mitarbeiter personalreferent
? Wie machen Sie eine Personalauswahl fair?
- Kriterien wurden vor dem ersten Gespräch vereinbart.
- Alle Bewerber bekamen dieselben Fragen.
- Bewertungen wurden unabhängig vor der Besprechung notiert.
? Erzählen Sie von einem schwierigen Gespräch mit einer Mitarbeiterin oder einem Mitarbeiter.
- Tatsachen waren vorbereitet und der Rahmen war vertraulich.
- Die andere Sicht wurde angehört.
- Vereinbarungen wurden festgehalten und verfolgt.
? Wie helfen Sie neuen Kollegen beim Ankommen?
- Für die ersten Wochen gab es einen Plan.
- Eine Ansprechperson für Fragen war benannt.
- Nach einigen Wochen wurden Rückmeldungen gesammelt.
"""
