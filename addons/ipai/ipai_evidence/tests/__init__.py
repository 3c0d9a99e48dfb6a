from . import test_controlled
from . import test_seal
from . import test_verification
