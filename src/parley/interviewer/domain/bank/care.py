"""Competencies of care, teaching, trade and transport; the format is explained in `bank`."""

ENGLISH = """
= nursing | Nursing
: nurse nursing patient hospital ward clinical medication clinic registered
? Tell me about a patient whose condition changed suddenly.
- Vital signs were observed and the change was noticed early.
- A doctor or emergency team was called with a clear report.
- The course was documented completely.
? How do you make sure that medication is given correctly?
- Patient, drug, dose, route and time were checked.
- A colleague counted or confirmed critical drugs.
- Errors were reported openly at once.
? How do you hand over a patient at the end of a shift?
- The handover followed a fixed structure.
- Open tasks and risks were named.
- Questions of the next shift were answered.

= elderly_care | Care for the elderly
: caregiver carer elderly resident dementia care residential companion
? How do you help somebody with dementia who is restless or afraid?
- The person was spoken to calmly and at eye level.
- Triggers such as noise or pain were looked for.
- Familiar routines or memories were used.
? Tell me about a time when a relative complained about the care.
- The complaint was heard seriously and in private.
- Facts were checked in the documentation.
- A change was agreed and reported back.
? How do you keep a person's dignity when helping them to wash or dress?
- Each step was explained and consent was asked.
- Privacy was protected by doors, curtains or covers.
- What the person can do alone was left to them.

= teaching | Teaching
: teacher teaching school pupil student lesson curriculum education classroom lecturer trainer
? Tell me about a lesson that didn't go as planned.
- Signs of trouble were noticed during the lesson.
- The method or pace was adapted on the spot.
- The plan was revised for the next class.
? How do you teach a group in which levels differ widely?
- Tasks existed at several levels of difficulty.
- Learners helped each other in mixed groups.
- Progress was checked often with small tests.
? How do you deal with a learner who keeps disturbing others?
- The reason was explored in a private conversation.
- Clear rules and consequences were agreed.
- Parents or colleagues were involved where needed.

= logistics | Logistics and warehouse
: logistics warehouse forklift shipping inventory delivery driver dispatch freight picker
? How do you prevent mistakes when goods are picked and packed?
- Items were scanned or counted against the order.
- Places and labels were kept clear.
- Mistakes were recorded and their causes removed.
? Tell me about a delivery that was at risk of being late.
- The delay was noticed early by tracking.
- Another route, carrier or order of stops was arranged.
- The customer was told a new time.
? How do you keep work in a warehouse safe?
- Protective equipment and marked paths were used.
- Vehicles and shelves were inspected regularly.
- Near accidents were reported and discussed.

= retail | Retail and hospitality
: retail shop store cashier restaurant hotel guest waiter barista hospitality
? Tell me about a guest or customer you couldn't satisfy at first.
- The wish was repeated to show that it was understood.
- A fair replacement or refund was offered.
- The case was told to the team.
? How do you keep calm and friendly during a rush?
- Tasks were shared clearly within the team.
- Waiting people were greeted and informed.
- Small breaks or routines kept the pace.
? How would you recommend a product to somebody who is undecided?
- Questions about use and budget came first.
- A few suitable choices were compared honestly.
- The decision was left to the customer.

= trades | Skilled trades and production
: mechanic electrician technician production machine maintenance assembly welding repair craftsman
? Walk me through how you look for a fault in a machine or an installation.
- Power was switched off and secured first.
- Measurements narrowed the fault step by step.
- The repair was tested and recorded.
? Tell me about a job on which the plan didn't fit what you found on site.
- The difference was measured and photographed.
- The customer or foreman agreed to the change.
- Extra time and material were written down.
? How do you keep quality constant when you work under time pressure?
- Important dimensions were checked at fixed points.
- Tools and material were prepared beforehand.
- Defective parts were set aside and reported.
"""

GERMAN = """
= nursing | Krankenpflege
: pflege pflegefachkraft krankenpflege patient station krankenhaus klinik medikamente
? Erzählen Sie von einem Patienten, dessen Zustand sich plötzlich verändert hat.
- Vitalwerte wurden beobachtet und die Veränderung früh bemerkt.
- Arzt oder Notfallteam wurden mit klarer Meldung gerufen.
- Der Verlauf wurde vollständig dokumentiert.
? Wie stellen Sie sicher, dass Medikamente richtig gegeben werden?
- Patient, Mittel, Dosis, Weg und Zeit wurden geprüft.
- Kritische Mittel bestätigte eine zweite Pflegekraft.
- Fehler wurden sofort offen gemeldet.
? Wie übergeben Sie am Ende einer Schicht?
- Die Übergabe folgte einem festen Aufbau.
- Offene Aufgaben und Risiken wurden benannt.
- Fragen der nächsten Schicht wurden beantwortet.

= elderly_care | Altenpflege
: altenpflege betreuung bewohner senioren demenz pflegeheim altenpfleger pflegehilfskraft
? Wie helfen Sie einem Menschen mit Demenz, der unruhig ist oder Angst hat?
- Die Person wurde ruhig und auf Augenhöhe angesprochen.
- Nach Auslösern wie Lärm oder Schmerz wurde gesucht.
- Vertraute Abläufe oder Erinnerungen halfen.
? Erzählen Sie von Angehörigen, die sich über die Pflege beschwert haben.
- Die Beschwerde wurde ernsthaft und ungestört angehört.
- Tatsachen wurden in der Dokumentation geprüft.
- Eine Änderung wurde vereinbart und zurückgemeldet.
? Wie wahren Sie die Würde eines Menschen beim Waschen oder Anziehen?
- Jeder Schritt wurde erklärt und die Zustimmung erfragt.
- Türen, Vorhänge oder Decken schützten vor Blicken.
- Was die Person selbst kann, blieb ihr überlassen.

= teaching | Unterricht
: lehrer lehrerin unterricht schule schüler lehrkraft pädagogik ausbilder erzieher dozent
? Erzählen Sie von einer Stunde, die anders lief als geplant.
- Schwierigkeiten wurden während der Stunde bemerkt.
- Methode oder Tempo wurden sofort angepasst.
- Der Plan wurde für die nächste Klasse überarbeitet.
? Wie unterrichten Sie eine Gruppe mit sehr verschiedenem Können?
- Es gab Aufgaben auf mehreren Stufen.
- Lernende halfen einander in gemischten Gruppen.
- Der Fortschritt wurde oft mit kleinen Proben geprüft.
? Wie gehen Sie mit jemandem um, der im Unterricht immer wieder stört?
- Der Grund wurde in einem Gespräch zu zweit gesucht.
- Klare Regeln und Folgen wurden vereinbart.
- Eltern oder Kollegium wurden bei Bedarf einbezogen.

= logistics | Lager und Logistik
: logistik lager lagerist gabelstapler versand lieferung kommissionierung fahrer spedition
? Wie verhindern Sie Fehler beim Packen von Ware?
- Artikel wurden gescannt oder mit dem Auftrag abgeglichen.
- Plätze und Etiketten blieben eindeutig.
- Irrtümer wurden erfasst und ihre Ursachen beseitigt.
? Erzählen Sie von einer Lieferung, die zu spät zu kommen drohte.
- Die Verzögerung wurde durch Verfolgung früh bemerkt.
- Eine andere Route oder ein anderer Spediteur wurde organisiert.
- Der Kunde erfuhr die neue Uhrzeit.
? Wie sorgen Sie für Sicherheit im Lager?
- Schutzausrüstung und markierte Wege wurden genutzt.
- Fahrzeuge und Regale wurden regelmäßig geprüft.
- Beinahe-Unfälle wurden gemeldet und besprochen.

= retail | Handel und Gastronomie
: handel verkäufer einzelhandel kasse laden restaurant hotel gast kellner gastronomie filiale
? Erzählen Sie von einem Gast, den Sie zuerst nicht zufriedenstellen konnten.
- Der Wunsch wurde wiederholt, um Verständnis zu zeigen.
- Ein fairer Ersatz oder eine Erstattung wurde angeboten.
- Der Fall wurde im Team weitergegeben.
? Wie bleiben Sie freundlich, wenn sehr viel los ist?
- Aufgaben wurden im Team klar verteilt.
- Wartende wurden begrüßt und informiert.
- Kleine Pausen oder feste Abläufe hielten das Tempo.
? Wie beraten Sie jemanden, der sich nicht entscheiden kann?
- Zuerst kamen Fragen nach Verwendung und Budget.
- Wenige passende Möglichkeiten wurden ehrlich verglichen.
- Die Entscheidung blieb beim Kunden.

= trades | Handwerk und Produktion
: mechaniker elektriker elektroniker techniker produktion maschine wartung montage handwerk
? Führen Sie mich durch Ihre Fehlersuche an einer Maschine oder Anlage.
- Zuerst wurde der Strom abgeschaltet und gesichert.
- Messungen grenzten den Fehler schrittweise ein.
- Die Reparatur wurde geprüft und festgehalten.
? Erzählen Sie von einem Auftrag, bei dem der Plan nicht zur Baustelle passte.
- Der Unterschied wurde vermessen und fotografiert.
- Kunde oder Meister stimmten der Änderung zu.
- Mehrzeit und Material wurden aufgeschrieben.
? Wie halten Sie die Qualität, wenn die Zeit drängt?
- Wichtige Maße wurden an festen Punkten geprüft.
- Werkzeug und Material lagen vorher bereit.
- Schadhafte Teile wurden ausgesondert und gemeldet.
"""
