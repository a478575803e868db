"""The guest's own modules: what the host asks for (`control`), the two roles (`judge`, `answer`), and the boundary between them."""
