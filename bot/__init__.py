"""The assistant: answers patients' questions about stem cell therapy and defers what is serious."""
