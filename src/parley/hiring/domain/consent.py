"""The consent that a candidate reads before anything is recorded."""

VERSION = "2026-01"

TEXT = (
    (
        "Your answers to video questions are recorded with picture and sound, from the moment you "
        "press the button to start until you stop. Nothing is recorded before that, in the device "
        "check or in the practice question. Texts and choices that you submit are stored too, with "
        "the time at which you gave them."
    ),
    (
        "The people who hire for this position see and hear your answers: the person who invited "
        "you and, where the interview is shared with a team, their colleagues. Whoever runs this "
        "installation can reach the storage for maintenance. Nobody else can, and nothing is sold "
        "or used for advertising."
    ),
    (
        "A speech model may turn your recording into text, and a language model may compare what "
        "you said with points that the hiring team wrote down beforehand. It suggests scores and "
        "shows the sentences they rest on. It does not decide: a person does. Your face and your "
        "voice are not analysed for feelings, and your recordings are not used to train models."
    ),
    (
        "Your answers are kept for as long as the application is being decided, and then deleted "
        "as the hiring team's retention period says. You can ask to have them deleted earlier; "
        "recording, text, transcript and scores then go together."
    ),
    (
        "You may say no. Questions with text or choices need no camera or microphone, and you can "
        "ask the person who invited you for another way to answer the rest; saying no is not held "
        "against you. You can withdraw this consent at any time; recording stops at once, and what "
        "was recorded before is deleted when you ask for it."
    ),
)
