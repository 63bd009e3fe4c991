"""`python -m yibao_cli` is the same as `yibao`."""

import sys

from .cli.main import main

sys.exit(main())
