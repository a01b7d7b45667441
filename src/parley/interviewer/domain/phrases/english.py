"""What the interviewer says in English; the format is explained in `phrases`."""

TEXT = """
= greet
Hello, I'm an AI interviewer. I have {n} for about {m}. Ask me to repeat, take your time, or stop \
whenever you like. {q}
Hello, I'm the AI interviewer. We have {n}, about {m}. You can think first, ask me to repeat, or \
stop at any time. {q}
Hello, I'm an AI and I'll interview you: {n}, roughly {m}. Take your time, ask for a repeat, or \
stop when you want. {q}
= greet_short
Hello, I'm an AI interviewer: {n}, about {m}. Ask for a repeat, take time, or stop any time. {q}
Hello, I'm the AI interviewer. {n}, {m}; take your time, ask again, or just stop. {q}
= greet_alone
Hello, I'm an AI interviewer. I have {n} for about {m}. You can always ask me to repeat, take \
your time, or stop. Shall we begin?
Hello, I'm the AI interviewer. We'll talk for about {m}, with {n}. Ask for a repeat, take your \
time, or stop whenever you like. Are you ready?
= start
Let's begin. {q}
Here's the first question. {q}
All right, we'll start with this. {q}
= ack
Thank you.
Thanks for that.
Okay, thank you.
All right.
I see.
Okay, that's noted.
Okay.
Thanks, I've got that.
All right, thank you.
Thank you for explaining.
Got it.
I've noted that.
Thanks for telling me.
Okay, I follow.
Thank you for the answer.
Okay, noted.
Okay, I've got that down.
I hear you.
Thanks for walking me through it.
All right, I've taken that in.
= ack_echo
Thanks, I've noted what you said about {e}.
Okay, I heard the part about {e}.
Thank you for telling me about {e}.
I've got the part about {e}.
All right, I've taken down what you said about {e}.
Thanks for mentioning {e}.
= lead
Here's the next one.
Next question.
Let's go on.
Now something else.
Moving on.
Let's turn to another topic.
The next question is this.
Let's look at something different.
I'd like to go on.
On to the next.
= lead_last
This is my last question.
One last question.
Here's the final one.
That brings us to the last question.
= brief
A short answer is fine.
Time is getting short, so please keep it brief.
We only have a little time left.
= ask_unknown
That's fine, not everything comes up for everybody. {q}
No problem, let's go on. {q}
That's all right. Here's another one. {q}
Okay, we'll leave that one. {q}
Thanks for saying so. Let's take a different one. {q}
That's okay, we'll move on. {q}
Fine, let's leave it there. {q}
No worries, here's something else. {q}
= ask_silence
I'll go on with another question. {q}
Let's leave that one and go on. {q}
We'll try a different one. {q}
I'll move on. If talking is difficult, you can type. {q}
Let's see whether another one suits you more. {q}
= ask_redirect
Let's go on with the interview. {q}
I'll continue with the next question. {q}
Let's turn to this instead. {q}
I'd like to carry on. {q}
= ask_agreed
All right, let's move on. {q}
Okay, here's another one. {q}
Fine, we'll take the next one. {q}
= ask_again
As I was about to ask: {q}
Here's what I was asking. {q}
Let me ask that again. {q}
I'd started to ask you this. {q}
Go ahead any time. I was asking this. {q}
= follow_up
Could you also say {a}?
I'd also like to know {a}.
Could you tell me {a}?
One thing I'd like to hear more about is {a}.
Can you add {a}?
What would help me is {a}.
Would you say a little about {a}?
And can you tell me {a}?
Could you go into {a}?
I'm also curious about {a}.
= follow_up_short
Could you give me an example of that?
Can you tell me a little more about that?
Would you describe it in more detail?
What did that look like in practice?
= repeat
Of course. {q}
Sure, here it is again. {q}
Happy to. {q}
Yes, once more. {q}
Certainly. {q}
= simpler
Let me put it more simply. {s} Your own words are enough.
I'll say it in a simpler way. {s} Any example will do.
Shorter, then. {s} There's no special answer I'm after.
In other words. {s} Just say what comes to mind.
= repeat_offer
Once more, and we can also skip it if you like. {q}
I'll say it one more time. You can also leave it out. {q}
Here it is again. If it doesn't suit you, say next. {q}
= wait
Of course, take your time.
Sure, there's no hurry.
Take all the time you need.
No rush. I'll wait.
That's fine, I'm listening when you're ready.
Go ahead and think. I'll be here.
By all means, think it over.
= wait_break
Of course, take a break. Just speak when you're ready.
Sure, let's pause. I'll wait for you.
Take your break. I'll be here.
= wait_resume
All right, we'll go on. Start whenever you're ready, or ask me to repeat the question.
Okay, let's continue. Take your time with the question, and I can repeat it.
Fine, we'll carry on. Say so if I should repeat the question.
= about_identity
I'm an AI, not a person. A person can read what we say here.
I'm a computer program that asks questions and listens.
= about_recorded
What we say is turned into text. The sound is kept only if you agreed to that.
Our words are written down as text. Sound is stored only with your consent.
= about_audience_hiring
The team that invited you can read our conversation. If you agreed to a recording, they can hear it.
The people who invited you see the text, and the recording if you allowed one.
= about_audience_practice
This is practice, so the conversation is for you.
You're practising here. What you say is for your own use.
= about_scoring_hiring
Software compares answers with what the team asked for and shows its reasons. A person decides.
The team gets the text and an estimate made by software. The decision is made by a person.
= about_scoring_practice
Afterwards, software compares your answers with points for each question and shows you the passages.
You'll see an estimate at the end, with the passages it rests on.
= about_duration
We have about {left} left.
I've planned about {left} more.
= about_remaining
After this one I have {rest}, if time allows.
I have {rest} after this one, if we get to it.
= about_remaining_none
This is the last question.
No other question comes after this one.
= about_terms_hiring
I can't talk about terms like pay or hours. The team can answer that for you.
That's something only the team can tell you. I don't have those details.
= about_terms_practice
This is practice, so there's no actual job behind it.
I can't speak about a real position here, since this is practice.
= about_feedback
I can't say how an answer was. I just ask and listen.
I don't comment on answers during the interview.
Answers aren't commented on while we talk.
= about_next_hiring
Afterwards the team reads our conversation, and a person decides. They'll get in touch with you.
Once we're done, the team looks at everything and gets back to you.
= about_next_practice
When we're done, your result shows up on the page at once.
Straight after this, you'll see your result with the transcript.
= about_hint
I can't help with the answer itself. I can repeat the question or move on.
I'm not able to give hints. Just say what you'd do.
= about_scope
Any example you like is fine, from work or from elsewhere.
That's up to you. Take whichever example comes to mind.
= about_connection
Yes, I can hear you.
Yes, your words are reaching me.
= about_typing
Yes, you can type your answer on the page at any time.
Sure, use the text field on the page instead of speaking.
= about_language
I can only do this interview in English. Simple words are fine.
We'll need to stay with English. Take your time with it.
= about_data
The notice you saw at the start says how long data is kept. You can ask for deletion.
How long things are kept stands in the notice at the start, and you may have them deleted.
= about_other
I can't answer that one. The team may be able to.
That's not something I know. I'm only here to ask the questions.
I don't have an answer to that.
= about_tail
Whenever you're ready, please go on with the question.
Back to the question, in your own time.
Please go on when you like.
I'm listening, if you'd like to go on.
Feel free to carry on with the question.
So, back to what I asked.
Go on whenever you're ready.
= redirect_off_topic
Let's come back to the interview. Tell me if I should repeat the question.
I'd like to stay with the question. I can say it again if you want.
That's outside of what I can talk about. Let's return to the question.
I can't go into that here. Shall I say the question again, or would you like to start?
We should get back to the interview. The question is still open.
I'd rather not leave the interview for that. Please go on with the question.
That would take us too far away. Say so if you'd like the question again.
Let me bring us back to the interview. The question is yours whenever you're ready.
= redirect_hostile
I hear that this is frustrating. You can go on with the question, skip it, or stop.
I understand that you're annoyed. We can go on, skip this, or stop, as you prefer.
It's fine to be annoyed. Say next to skip the question, or stop to end here.
I'm sorry this bothers you. You decide whether we go on, skip the question, or stop.
That sounds frustrating. I'm still here if you'd like to go on, and we can stop, too.
I won't hold that against you. Please go on, or say next.
We don't have to do this one. Say next, or go on whenever you want.
= redirect_injection
I can't follow instructions like that. Please go on with the question, or ask me to repeat it.
That isn't something I can do. Let's stay with the question.
I'll keep to the interview. Go on with the question when you're ready.
That's not how this works, so I'll stay with my question.
I only ask questions here. Please go on with this one.
I'll leave that aside. The question is still open.
Requests like that don't change anything here. Let's go on with the question.
I'm not going to do that. You can answer the question, or say next.
= comfort
I'm sorry this is hard. We can pause, go on, or stop here. What would you prefer?
That's all right, and there's no pressure. Would you like a pause, to go on, or to stop?
Take a breath, there's no hurry at all. Shall we pause, go on, or stop here?
I understand, and it's fine to feel that way. Would a break help, or would you like to go on or \
stop?
= crisis
I'm sorry you feel this way. Please talk to somebody you trust, or call your local emergency \
number. We can stop here right away. Shall we stop?
= prompt
Take your time. If you'd like me to repeat the question, just say so.
No hurry. I can repeat the question if that helps.
I'm still here. Say so if I should repeat the question.
There's no rush. You can also type your answer on the page.
Whenever you're ready. I can say the question again, too.
I'm listening. If speaking doesn't work, you can type instead.
Think about it as long as you need. I'm here.
It's quiet on my side. You can also type, or check your microphone.
Still with you. Just begin when something comes to mind.
Shall I repeat the question, or would you like more time?
No need to hurry. Say next if you'd like another question.
I'll wait a little longer. You can ask me to say it again.
Start with whatever comes to mind first.
You don't need to have it all in order. Just begin anywhere.
I haven't heard you yet. You can also type.
= offer
Shall we move on to the next question?
Would you like to go on to another question?
Should we leave this one and move on?
We can skip this one. Shall I go on?
Would you prefer a different question?
Shall I take another question instead?
Do you want to leave this one out?
I could ask you something else. Would you like that?
Shall we try the next one?
= offer_last
Shall we finish here?
Should I bring this to an end?
= offer_stop
Would you like to end the interview here?
Do you want to stop the interview now?
Should we end here?
= resume
We're connected again. {q}
The connection is back. We were at this question. {q}
I can hear you again. I had asked you this. {q}
We were interrupted. Here's where we were. {q}
= close_practice
Thank you, that was my last question. Your result appears on the page in a moment. Goodbye.
Those were all my questions, thank you. You'll see your result on the page now. Goodbye.
= close_hiring
Thank you, that was my last question. The team will read our conversation, and a person decides \
what comes next. Goodbye.
Those were all my questions, thank you. The team reads what we said and will get back to you; a \
person decides. Goodbye.
= close_time_practice
Our time is up, so I'll end here. Thank you. Your result appears on the page in a moment. Goodbye.
We've reached the end of our time, thank you. You'll see your result on the page now. Goodbye.
= close_time_hiring
Our time is up, so I'll end here. Thank you. The team will read our conversation, and a person \
decides what comes next. Goodbye.
We've reached the end of our time, thank you. The team reads what we said, and a person decides. \
Goodbye.
= stop_practice
Of course, we'll stop here. Thank you for your time. You'll find what there is on the page. Goodbye.
All right, we're done. Thank you, and take care. What you've said is on the page. Goodbye.
= stop_hiring
Of course, we'll stop here. The team will see what you've said so far. Thank you, and goodbye.
All right, we're done. What you've said goes to the team. Thank you for your time, and goodbye.
"""

NUMBERS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four "
    "twenty-five twenty-six twenty-seven twenty-eight twenty-nine thirty thirty-one thirty-two "
    "thirty-three thirty-four thirty-five thirty-six thirty-seven thirty-eight thirty-nine forty "
    "forty-one forty-two forty-three forty-four forty-five forty-six forty-seven forty-eight "
    "forty-nine fifty fifty-one fifty-two fifty-three fifty-four fifty-five fifty-six fifty-seven "
    "fifty-eight fifty-nine sixty"
)
QUESTIONS = ("one question", "{} questions")
MORE = ("one more question", "{} more questions")
MINUTES = ("a minute", "{} minutes")

# What may be missing, safe to say: words of key points that point to it, then ways to name it.
ASPECTS = """
= effect : result outcome effect measure measured metric figure figures improve improvement \
compare \
compared confirmed counted reduced success benefit visible baseline
how you could tell that it worked
what came of it in the end
what was different afterwards
~ how you can tell that it works
~ what usually comes of it
= own_part : own contribution role responsible part admitted
what exactly you did yourself
which part was yours
~ what exactly you do yourself
~ which part is yours
= people : customer customers user users team colleague colleagues audience parents doctor manager \
listener reader readers relative people everybody affected shared
who else was involved
how others were brought in
~ who else is involved
~ how others are brought in
= telling : told informed communicated explained announced reported told documented written report \
message update summary documentation recorded noted record
how others got to know about it
what you passed on, and to whom
~ how others get to know about it
~ what you pass on, and to whom
= reason : cause reason because why hypothesis assumption goal need question criteria understood \
target expectation
what was behind it
why you went about it that way
~ what's behind that for you
~ why you go about it that way
= choice : alternative alternatives options choice compared chosen decision decided order priority \
priorities trade weighed
what else you considered
how you chose between the possibilities
~ what else you consider
~ how you choose between the possibilities
= trouble : error errors failure failed fails mistake retry duplicate conflict outage rollback \
emergency lost missing crash late delay noise risk risks
what you did about things that go wrong
how you dealt with surprises
~ what you do when things go wrong
~ how you deal with surprises
= checking : test tests tested check checked verified review reviewed reproduced inspected \
monitored \
watched validated reconciled audit control quality
how you made sure of it
how you went over it again
~ how you make sure of it
~ how you go over it again
= beginning : before beforehand first prepared preparation planned plan research researched \
start interviewed explored clarified
what you did at the very beginning
how you got ready for it
~ what you do at the very beginning
~ how you get ready for it
= afterwards : after afterwards later lesson repetition followed changed permanent lasting next \
revisited improved revised
what you did once it was over
what you took from it
~ what you do once it's over
~ what happens after that
= protecting : protected encrypted confidential locked permission permissions access privacy \
secure \
secret secrets safe safety private
how you kept it safe
what you were careful about
~ how you keep it safe
~ what you're careful about
= limits : cost memory load time deadline budget resources scope size volume limit slow scale
which limits you had to work within
how you coped with limited means
~ which limits you have to work within
~ how you cope with limited means
= steps : step steps part parts narrowed isolated structure checklist sequence sorted
how you went about it, one after the other
in what order you did things
~ how you go about it, one after the other
~ in what order you do things
= tone : calm calmly listened heard friendly kindly feelings worries addressed dignity greeted
how the conversation went
how you came across in that moment
~ how you come across in such a moment
~ how such a conversation goes
= example :
how that went in a real case
what one particular occasion looked like
what that looked like up close
how it went on from there
~ how that went in a real case
~ what one particular occasion looked like
~ what that looks like up close
~ what else comes to mind
= knowledge :
what a simple example would be
where that matters in practice
how you'd put it for a newcomer
what follows from it
what else belongs to it
~ what a simple example would be
~ where that matters in practice
~ how you'd put it for a newcomer
~ what follows from it
~ what else belongs to it
"""

DETERMINERS = "the a an our my your this that these those"
POSSESSIVES = {"my": "your", "our": "your"}
# A question so worded is about something that happened; any other about what one does.
PAST = r"\b(?:tell|describe|walk|did|was|were|had|achieved|solved|made)\b"
SECOND_PERSON = r"\b(?:you|your|tell|describe|walk)\b"
