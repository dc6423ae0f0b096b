"""Writes the sample network anew: `python data/sample/generate.py`. The same bytes each time, on every machine.

    inbox/google-2022.csv  inbox/google-2025.csv      one Google account, exported twice
    inbox/phone.vcf                                   the owner's phone
    inbox/alumni.csv                                  the list of an alumni office
    inbox/linkedin-2023.zip  inbox/linkedin-2025.zip  her LinkedIn account, exported twice
    inbox/mail/*.mbox                                 ten years of her mail, by folder
    truth.csv                                         which record of which file is about whom
    mail-truth.csv                                    whose each address in the mail is
    careers-truth.csv                                 who was at an employer or a school of hers, and when

Everybody in it is invented; addresses and numbers are of the kinds set aside for examples. See invented/.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # a script sees only what lies beside it

from data.sample.invented.files import write

if __name__ == "__main__":
    write(Path(__file__).parent)
