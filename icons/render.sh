#!/usr/bin/env bash
# Draws every size of the icon that Tauri and the desktops ask for, from bellhop.svg. Run by `make icons`.
set -euo pipefail
cd "$(dirname "$0")"

drawn=$(mktemp -d)
trap 'rm -rf "$drawn"' EXIT
for size in 16 24 32 48 64 128 256 512 1024; do
    rsvg-convert --width "$size" --height "$size" bellhop.svg --output "$drawn/$size.png"
done

cp "$drawn/32.png" 32x32.png
cp "$drawn/128.png" 128x128.png
cp "$drawn/256.png" 128x128@2x.png
cp "$drawn/512.png" icon.png
convert "$drawn"/{16,24,32,48,64,256}.png icon.ico

# An .icns is a list of PNGs, each behind a four-letter name for its size and its own length.
python3 - "$drawn" icon.icns <<'PYTHON'
import struct
import sys
from pathlib import Path

drawn, icns = Path(sys.argv[1]), Path(sys.argv[2])
names = {"icp4": 16, "icp5": 32, "ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512, "ic09": 512, "ic10": 1024}
body = b""
for name, size in names.items():
    picture = (drawn / f"{size}.png").read_bytes()
    body += name.encode() + struct.pack(">I", len(picture) + 8) + picture
icns.write_bytes(b"icns" + struct.pack(">I", len(body) + 8) + body)
PYTHON
