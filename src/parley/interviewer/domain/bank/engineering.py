"""Competencies of software, data and infrastructure; the format is explained in `bank`."""

ENGLISH = """
= backend | Backend development
: backend api rest grpc server microservice endpoint python java golang node sql django spring
? Tell me about an API you designed, and the decision that was hardest.
- The people who call the API and their needs shaped the design.
- Errors, retries and duplicate requests were handled on purpose.
- Changes stayed compatible with clients that already existed.
? How do you find out why a service has become slow?
- Latency was measured and traced before anything was changed.
- Database queries, locks or indexes were examined.
- The fix was confirmed by comparing figures before and after.
? Describe how you kept data correct when several requests changed it at the same time.
- Transactions, locks or versions protected the shared rows.
- A repeated request had the same effect as a single one.
- Concurrent cases were reproduced in a test.

= frontend | Frontend development
: frontend react typescript javascript css html browser vue angular web accessibility
? Tell me about a page or component you built that was used by many people.
- Users and their tasks were understood before building.
- Loading, empty and error states were designed.
- Keyboard and screen reader use was checked.
? How do you make a slow web page fast?
- Loading was profiled to find the largest cost.
- Less JavaScript, smaller images or caching reduced the load.
- Improvement was measured on slow devices or networks.
? How do you decide where the state of an application should live?
- Server data was kept apart from local interface state.
- State stayed close to the components that needed it.
- A single source of truth avoided copies that disagree.

= mobile | Mobile development
: mobile ios android swift kotlin flutter app smartphone
? Tell me about a mobile app feature you shipped, from the idea to the store.
- Requirements were tried with users before the release.
- The feature worked offline or on a poor connection.
- Crashes and reviews were watched after the rollout.
? How do you keep an app responsive on older phones?
- Heavy work ran outside the main thread.
- Memory and battery use were profiled on real devices.
- Lists and images were loaded lazily.
? How do you handle data that must stay in sync between phone and server?
- Local changes were queued and sent again after a failure.
- Conflicts were resolved by a clear rule.
- Sensitive data was stored encrypted on the device.

= data_engineering | Data engineering
: pipeline etl warehouse spark airflow kafka dbt batch streaming ingestion lake
? Walk me through a data pipeline you built or improved.
- Sources, volume and consumers of the data were named.
- Failed runs could be repeated without duplicates.
- Quality checks caught missing or late records.
? How do you notice that the numbers in a report are wrong?
- Expected ranges and row counts were checked automatically.
- The wrong figure was traced back through each step.
- People who relied on the report were informed.
? How would you change a table that many teams read from?
- Downstream readers were identified beforehand.
- Old and new columns existed side by side for a while.
- A migration plan with a way back was agreed.

= data_science | Data science
: scientist statistics model machine learning experiment prediction analytics regression pandas
? Tell me about a model or analysis that changed a decision.
- The business question was clear before modelling.
- A simple baseline was compared with the model.
- Results were explained with their uncertainty.
? How do you make sure that a model works on data it hasn't seen?
- Training and test data were separated without leakage.
- The metric matched the cost of mistakes.
- Drift was monitored after deployment.
? Describe an experiment you ran, and how you read its result.
- The hypothesis and sample size were fixed beforehand.
- A control group was randomly assigned.
- Side effects and chance were considered in the conclusion.

= operations | Infrastructure and operations
: devops sre kubernetes docker cloud aws azure terraform linux deployment monitoring reliability
? Tell me about an outage you helped to resolve.
- Impact on users was limited first, by rollback or failover.
- Logs and metrics led to the cause.
- A review without blame produced lasting changes.
? How do you bring a change to production safely?
- Automated tests and builds ran before the release.
- The change went to a small share of users first.
- A rollback was prepared and practised.
? How do you decide what should wake somebody up at night?
- Alerts were tied to symptoms that users feel.
- Noisy alerts were removed or made tickets.
- Each alert had a runbook with steps.

= security | Information security
: security vulnerability threat penetration encryption compliance incident iam audit firewall
? Tell me about a security weakness you found, and what happened next.
- Severity and possible damage were assessed.
- The weakness was reported confidentially to its owners.
- The fix was verified and similar places were searched.
? How do you review a new system for security risks?
- Assets, attackers and entry points were listed.
- Permissions followed the least that was needed.
- Secrets and personal data were protected.
? How do you get colleagues to work more securely without slowing them down?
- Safe defaults or tools made the secure way easy.
- Training used examples from their daily work.
- Progress was followed by incidents or findings.

= quality | Software testing
: test qa quality automation selenium regression tester playwright
? How do you decide what to test first when time is short?
- Risk and frequency of use set the order.
- Critical paths were covered by automated checks.
- What stayed untested was communicated openly.
? Tell me about a bug that was hard to reproduce.
- Conditions and environment were recorded step by step.
- The search was narrowed by changing one thing at a time.
- A test was added so that it stays fixed.
? How do you deal with tests that sometimes fail for no clear reason?
- Flaky tests were isolated and counted.
- Timing, shared data or order was found as the cause.
- They were repaired or deleted rather than ignored.
"""

GERMAN = """
= backend | Backend-Entwicklung
: backend api rest grpc server microservice schnittstelle python java golang node sql datenbank
? Erzählen Sie von einer Schnittstelle, die Sie entworfen haben. Was war dabei am schwierigsten?
- Die Nutzer der Schnittstelle und ihr Bedarf haben den Entwurf bestimmt.
- Fehler, Wiederholungen und doppelte Anfragen wurden bewusst behandelt.
- Änderungen blieben mit bestehenden Programmen verträglich.
? Wie finden Sie heraus, warum ein Dienst langsam geworden ist?
- Die Antwortzeit wurde gemessen und verfolgt, bevor etwas geändert wurde.
- Datenbankabfragen, Sperren oder Indizes wurden untersucht.
- Die Verbesserung wurde mit Zahlen vorher und nachher belegt.
? Wie haben Sie Daten richtig gehalten, wenn mehrere Anfragen sie gleichzeitig ändern wollten?
- Transaktionen, Sperren oder Versionen schützten die gemeinsamen Zeilen.
- Eine wiederholte Anfrage hatte dieselbe Wirkung wie eine einzelne.
- Gleichzeitige Fälle wurden in einem Test nachgestellt.

= frontend | Frontend-Entwicklung
: frontend react typescript javascript css html browser vue angular web barrierefreiheit
? Erzählen Sie von einer Seite oder Komponente, die viele Menschen benutzt haben.
- Die Nutzer und ihre Aufgaben wurden vor dem Bauen verstanden.
- Lade-, Leer- und Fehlerzustände wurden gestaltet.
- Die Bedienung mit Tastatur und Bildschirmleser wurde geprüft.
? Wie machen Sie eine langsame Webseite schnell?
- Das Laden wurde vermessen, um den größten Aufwand zu finden.
- Weniger JavaScript, kleinere Bilder oder Zwischenspeicher verringerten die Last.
- Die Verbesserung wurde auf langsamen Geräten oder Netzen gemessen.
? Wie entscheiden Sie, wo der Zustand einer Anwendung liegen soll?
- Daten vom Server wurden vom Zustand der Oberfläche getrennt.
- Der Zustand blieb nah an den Komponenten, die ihn brauchen.
- Eine einzige Quelle verhinderte widersprüchliche Kopien.

= mobile | Mobile Entwicklung
: mobile ios android swift kotlin flutter app smartphone
? Erzählen Sie von einer Funktion einer App, von der Idee bis zur Veröffentlichung.
- Anforderungen wurden vor der Veröffentlichung mit Nutzern erprobt.
- Die Funktion arbeitete auch offline oder bei schlechter Verbindung.
- Abstürze und Bewertungen wurden danach beobachtet.
? Wie bleibt eine App auch auf älteren Telefonen flüssig?
- Schwere Arbeit lief außerhalb des Hauptfadens.
- Speicher und Akku wurden auf echten Geräten vermessen.
- Listen und Bilder wurden erst bei Bedarf geladen.
? Wie gehen Sie mit Daten um, die auf Telefon und Server gleich sein müssen?
- Lokale Änderungen wurden eingereiht und nach Fehlern erneut gesendet.
- Konflikte wurden nach einer klaren Regel gelöst.
- Vertrauliche Daten lagen verschlüsselt auf dem Gerät.

= data_engineering | Datentechnik
: pipeline etl warehouse spark airflow kafka dbt datenstrom datenlager datenverarbeitung
? Führen Sie mich durch eine Datenverarbeitung, die Sie gebaut oder verbessert haben.
- Quellen, Menge und Abnehmer der Daten wurden benannt.
- Gescheiterte Läufe ließen sich ohne Doppelungen wiederholen.
- Prüfungen fanden fehlende oder verspätete Datensätze.
? Woran merken Sie, dass die Zahlen in einem Bericht nicht stimmen?
- Erwartete Bereiche und Zeilenzahlen wurden automatisch geprüft.
- Die falsche Zahl wurde Schritt für Schritt zurückverfolgt.
- Wer sich auf den Bericht verließ, wurde informiert.
? Wie würden Sie eine Tabelle ändern, aus der viele Teams lesen?
- Die lesenden Teams wurden vorher ermittelt.
- Alte und neue Spalten bestanden eine Zeit lang nebeneinander.
- Ein Plan für die Umstellung mit Rückweg wurde vereinbart.

= data_science | Datenanalyse
: statistik modell maschinelles lernen experiment vorhersage analyse regression scientist analyst
? Erzählen Sie von einem Modell oder einer Auswertung, die eine Entscheidung verändert hat.
- Die fachliche Frage war vor dem Modell geklärt.
- Ein einfacher Vergleichswert stand dem Modell gegenüber.
- Ergebnisse wurden mit ihrer Unsicherheit erklärt.
? Wie stellen Sie sicher, dass ein Modell auch bei unbekannten Daten funktioniert?
- Trainingsdaten und Testdaten wurden sauber getrennt.
- Das Maß passte zu den Kosten von Fehlern.
- Nach der Einführung wurde die Abweichung überwacht.
? Beschreiben Sie ein Experiment, und wie Sie sein Ergebnis gedeutet haben.
- Annahme und Stichprobe standen vorher fest.
- Eine Kontrollgruppe wurde zufällig gebildet.
- Nebenwirkungen und Zufall wurden im Schluss bedacht.

= operations | Infrastruktur und Betrieb
: devops sre kubernetes docker cloud aws azure terraform linux systemadministration überwachung
? Erzählen Sie von einem Ausfall, den Sie mit behoben haben.
- Der Schaden für Nutzer wurde zuerst begrenzt.
- Protokolle und Messwerte führten zur Ursache.
- Eine Nachbesprechung ohne Schuldzuweisung brachte dauerhafte Änderungen.
? Wie bringen Sie eine Änderung sicher in den Betrieb?
- Automatische Tests liefen vor der Auslieferung.
- Die Änderung ging zuerst an wenige Nutzer.
- Ein Rückweg war vorbereitet und geübt.
? Wie entscheiden Sie, welcher Alarm nachts jemanden wecken soll?
- Alarme hingen an Störungen, die Nutzer spüren.
- Laute Alarme wurden entfernt oder zu Aufgaben gemacht.
- Zu jedem Alarm gab es eine Anleitung mit Schritten.

= security | Informationssicherheit
: sicherheit schwachstelle bedrohung verschlüsselung angriff vorfall firewall informationssicherheit
? Erzählen Sie von einer Sicherheitslücke, die Sie gefunden haben. Was geschah danach?
- Schwere und möglicher Schaden wurden eingeschätzt.
- Die Lücke wurde vertraulich an die Zuständigen gemeldet.
- Die Behebung wurde geprüft und ähnliche Stellen wurden gesucht.
? Wie prüfen Sie ein neues System auf Risiken?
- Werte, Angreifer und Zugänge wurden aufgelistet.
- Rechte wurden so knapp wie möglich vergeben.
- Geheimnisse und persönliche Daten wurden geschützt.
? Wie bringen Sie andere dazu, sicherer zu arbeiten, ohne sie aufzuhalten?
- Sichere Voreinstellungen machten den richtigen Weg leicht.
- Schulungen nutzten Beispiele aus dem Alltag.
- Der Fortschritt wurde an Vorfällen oder Funden verfolgt.

= quality | Softwaretest
: test qa qualitätssicherung automatisierung selenium regression tester testfall
? Wie entscheiden Sie bei wenig Zeit, was zuerst getestet wird?
- Risiko und Häufigkeit der Nutzung bestimmten die Reihenfolge.
- Wichtige Abläufe waren durch automatische Prüfungen abgedeckt.
- Was ungetestet blieb, wurde offen gesagt.
? Erzählen Sie von einem Fehler, der schwer nachzustellen war.
- Bedingungen und Umgebung wurden Schritt für Schritt festgehalten.
- Die Suche wurde eingegrenzt, indem jeweils nur eine Sache geändert wurde.
- Ein neuer Test verhindert, dass er zurückkehrt.
? Wie gehen Sie mit Tests um, die manchmal ohne klaren Grund scheitern?
- Unzuverlässige Tests wurden abgesondert und gezählt.
- Zeitverhalten, gemeinsame Daten oder Reihenfolge waren die Ursache.
- Sie wurden repariert oder gelöscht statt übergangen.
"""
