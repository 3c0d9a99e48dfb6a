from . import test_parity_bridge
