"""Prints SciPy's exact one-sided p-value for each line of stdin: `[[base …], [new …]]`."""

import json
import sys

from scipy.stats import mannwhitneyu

for line in sys.stdin:
    base, new = json.loads(line)
    print(repr(float(mannwhitneyu(new, base, alternative="greater", method="exact").pvalue)))
