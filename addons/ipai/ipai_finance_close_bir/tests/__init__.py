from . import test_bir_checks
