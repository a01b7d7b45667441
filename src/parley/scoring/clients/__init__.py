"""Language models that judge answers: Gemini, and any server that speaks OpenAI's protocol."""
