"""What interviews offers to other contexts."""


class InterviewsService:
    """`contracts.interviews.Interviews`."""
