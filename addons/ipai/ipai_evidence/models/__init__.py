from . import ipai_controlled_mixin
from . import ipai_evidence_chain
from . import ipai_evidence_seal
from . import ipai_evidence_item
from . import ipai_evidence_mixin
from . import ipai_evidence_verification
from . import ir_attachment
