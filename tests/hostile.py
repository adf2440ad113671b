"""What somebody with bad manners types: strings that must be shown and do nothing."""

HOSTILE = (
    "<!channel>", "<!here|x>", "<!everyone>", "<!subteam^S1ABC>", "<@U1ABC>",
    "<@U1ABC|A & B>", "<https://lis.example/?a=1&b=2>",
    "<https://evil.example|https://hospital.example>", "&lt;!channel&gt;", "&amp;lt;",
    "\u202egnp.exe", "ho\u200bst", "``` out ``` of `it`", "nul\x00 and \x1b[31m red",
    "lone \ud800 surrogate", "a" * 40_001, "&" * 5_000, "<" * 5_000, "x\u0301" + "\u0301" * 10_000,
    "   ", "\u3164", "", "рansomware", "*bold* _it_ ~no~ > quote", "> quote\n> more",
    "@here @channel #general",
    "سرورها رمزگذاری شده‌اند", "अस्पताल के सर्वर", "👩‍🚀" * 2_000, "line\n" * 4_000,
    "<!date^1^{date}|now>",
    "<@U" + "9" * 3_000 + ">", "<https://x/" + "y" * 4_000 + ">", "{title} {0} %s",
    "-" * 80, "|¦|<a|b>",
)  # fmt: skip
