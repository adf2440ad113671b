"""How much of everything a playbook may hold, so that no file can hold up the bot.

Numbers only; whoever reads a thing enforces its limit.
"""

FILE_BYTES = 1 << 20
FOLDER_BYTES = 16 << 20
FOLDER_FILES = 200
LINES = 20_000
LINE_CHARACTERS = 20_000
LIST_LEVELS = 16
TASKS = 2_000

FRONT_MATTER_BYTES = 16 * 1024
FRONT_MATTER_DEPTH = 8

TITLE = 150  # Slack's button and header texts end here.
INSTRUCTION = 2_500  # A Slack section holds 3,000; the rest is for our own words.
INTRO = 2_500
SECTION = 150
CHECKLIST_LINES = 50
CHECKLIST_LINE = 300
RAW_TITLE = 600
MARKS = 80  # A title with more emphasis than words is shown as it is.

ATTRIBUTES_CHARACTERS = 1_000
NAMES_IN_A_LIST = 50
LONGEST_DAYS = 3_660
NAME = 64

FINDINGS_PER_FILE = 200
NAMES_COMPARED = 300
