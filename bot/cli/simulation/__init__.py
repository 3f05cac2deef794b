"""A camp that lives: invented people who speak and press through the real inbound path while a hand moves the clock.

`cast` is who they are, `words` what they have to say, `script` what they type and when, `habits` what they do about what they
are shown, `life` the three weeks themselves. Nothing here is imported by a bot that serves real people.
"""
