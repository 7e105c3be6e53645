"""Which processor this is and which OpenBLAS Tessera calls on it."""

import ctypes
import ctypes.util
import os
import platform


def processor():
    model = "unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        lines = [line.split(":", 1) for line in open("/proc/cpuinfo") if ":" in line]
        known = {name.strip(): value.strip() for name, value in lines}
        count = sum(name.strip() == "processor" for name, _ in lines)
        flags = known.get("flags", "")
        parts = [
            known.get("model name", model),
            f"family {known['cpu family']} model {known.get('model', '?')}" if "cpu family" in known else "",
            "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "",
            f"{count} processors",
        ]
        model = ", ".join(part for part in parts if part)
    return f"{model}, {platform.system()} {platform.machine()}"


def system_openblas():
    """The version of the system's OpenBLAS and the processor whose kernels it has chosen."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("openblas") or "libopenblas.so.0")
        library.openblas_get_config.restype = library.openblas_get_corename.restype = ctypes.c_char_p
        version = library.openblas_get_config().decode().split()[1]
        return f"OpenBLAS {version}, core {library.openblas_get_corename().decode()}"
    except (OSError, AttributeError):
        return "without the system's OpenBLAS"
