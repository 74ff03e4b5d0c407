"""Messages 消息: short words to a person or a platform that something has happened to a case, and where to look.

A message tells; it proves nothing and serves nothing. What binds stands in letters.
"""
