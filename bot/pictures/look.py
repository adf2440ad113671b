"""Colours and sizes of letters that every panel shares. Nothing is drawn here."""

TEXT_PT, SMALL_PT = 11, 10

# Okabe and Ito's colours, told apart by people of every colour vision; patterns help in grey.
# https://jfly.uni-koeln.de/color/
BLUE, RED, GREY, DARK = "#0072B2", "#D55E00", "#D3D3D3", "#333333"
PARTS = ((BLUE, ""), (RED, "////"), (GREY, ""), ("#009E73", "...."), ("#E69F00", "\\\\\\\\"))
