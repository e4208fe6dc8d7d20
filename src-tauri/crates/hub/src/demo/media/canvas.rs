//! A small painter: shapes by their distance functions, with soft edges, gradients and shadows.
//!
//! A distance function gives the way from a point to the shape's edge, negative inside. Smooth edges and blurred
//! shadows fall out of it, which is why there is no rasteriser for paths here.

/// Red, green, blue, 0 to 1.
pub(super) type Rgb = [f32; 3];

/// A colour from `0xRRGGBB`.
pub(super) fn rgb(hex: u32) -> Rgb {
    let part = |shift: u32| f32::from(u8::try_from((hex >> shift) & 0xff).unwrap_or(0)) / 255.0;
    [part(16), part(8), part(0)]
}

/// A shape in pixels.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// Everything.
    All,
    /// Centre and radii.
    Ellipse { x: f32, y: f32, rx: f32, ry: f32 },
    /// Centre, half sizes, corner radius, turn in degrees.
    Box { x: f32, y: f32, w: f32, h: f32, r: f32, turn: f32 },
    /// A thick line with round ends.
    Line { from: (f32, f32), to: (f32, f32), r: f32 },
    /// A ring: centre, radius, half width.
    Ring { x: f32, y: f32, rx: f32, ry: f32, r: f32 },
    /// Corners in order.
    Polygon(Vec<(f32, f32)>),
}

/// What a shape is filled with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Paint {
    /// One colour.
    Flat(Rgb),
    /// From the top of the picture's first height to the second.
    Fall { top: Rgb, bottom: Rgb, from: f32, to: f32 },
    /// From the left to the right.
    Side { left: Rgb, right: Rgb, from: f32, to: f32 },
}

impl Shape {
    /// An ellipse.
    pub(super) fn ellipse(x: f32, y: f32, rx: f32, ry: f32) -> Self {
        Self::Ellipse { x, y, rx, ry }
    }

    /// A box with round corners.
    pub(super) fn block(x: f32, y: f32, w: f32, h: f32, r: f32) -> Self {
        Self::Box { x, y, w, h, r, turn: 0.0 }
    }

    /// The same, turned by degrees.
    pub(super) fn turned(self, degrees: f32) -> Self {
        match self {
            Self::Box { x, y, w, h, r, .. } => Self::Box { x, y, w, h, r, turn: degrees },
            other => other,
        }
    }

    /// A thick line.
    pub(super) fn line(from: (f32, f32), to: (f32, f32), r: f32) -> Self {
        Self::Line { from, to, r }
    }

    fn distance(&self, px: f32, py: f32) -> f32 {
        match self {
            Self::All => -1e6,
            Self::Ellipse { x, y, rx, ry } => ellipse_distance(px - x, py - y, *rx, *ry),
            Self::Ring { x, y, rx, ry, r } => ellipse_distance(px - x, py - y, *rx, *ry).abs() - r,
            Self::Box { x, y, w, h, r, turn } => {
                let (sin, cos) = turn.to_radians().sin_cos();
                let (dx, dy) = (px - x, py - y);
                let (dx, dy) = (dx * cos + dy * sin, dy * cos - dx * sin);
                let (qx, qy) = (dx.abs() - w + r, dy.abs() - h + r);
                qx.max(0.0).hypot(qy.max(0.0)) + qx.max(qy).min(0.0) - r
            }
            Self::Line { from, to, r } => segment_distance((px, py), *from, *to) - r,
            Self::Polygon(corners) => polygon_distance(corners, px, py),
        }
    }

    /// Left, top, right, bottom.
    fn bounds(&self) -> (f32, f32, f32, f32) {
        match self {
            Self::All => (-1e6, -1e6, 1e6, 1e6),
            Self::Ellipse { x, y, rx, ry } => (x - rx, y - ry, x + rx, y + ry),
            Self::Ring { x, y, rx, ry, r } => (x - rx - r, y - ry - r, x + rx + r, y + ry + r),
            Self::Box { x, y, w, h, .. } => {
                let reach = w.hypot(*h);
                (x - reach, y - reach, x + reach, y + reach)
            }
            Self::Line { from, to, r } => {
                (from.0.min(to.0) - r, from.1.min(to.1) - r, from.0.max(to.0) + r, from.1.max(to.1) + r)
            }
            Self::Polygon(corners) => corners.iter().fold((1e6, 1e6, -1e6, -1e6), |(l, t, r, b), (x, y)| {
                (f32::min(l, *x), f32::min(t, *y), f32::max(r, *x), f32::max(b, *y))
            }),
        }
    }
}

fn ellipse_distance(dx: f32, dy: f32, rx: f32, ry: f32) -> f32 {
    // Exact for circles; for ellipses close enough where it matters, at the edge.
    let inside = (dx / rx).hypot(dy / ry);
    let slope = (dx / (rx * rx)).hypot(dy / (ry * ry));
    if slope < 1e-6 { -rx.min(ry) } else { inside * (inside - 1.0) / slope }
}

fn segment_distance((px, py): (f32, f32), from: (f32, f32), to: (f32, f32)) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = if length == 0.0 { 0.0 } else { (((px - from.0) * dx + (py - from.1) * dy) / length).clamp(0.0, 1.0) };
    (px - from.0 - along * dx).hypot(py - from.1 - along * dy)
}

fn polygon_distance(corners: &[(f32, f32)], px: f32, py: f32) -> f32 {
    let mut nearest = f32::MAX;
    let mut inside = false;
    let before = corners.iter().cycle().skip(corners.len().saturating_sub(1));
    for (a, b) in before.zip(corners) {
        nearest = nearest.min(segment_distance((px, py), *a, *b));
        if (a.1 > py) != (b.1 > py) && px < (b.0 - a.0) * (py - a.1) / (b.1 - a.1) + a.0 {
            inside = !inside;
        }
    }
    if inside { -nearest } else { nearest }
}

impl Paint {
    fn at(&self, x: f32, y: f32) -> Rgb {
        match self {
            Self::Flat(colour) => *colour,
            Self::Fall { top, bottom, from, to } => mix(*top, *bottom, (y - from) / (to - from)),
            Self::Side { left, right, from, to } => mix(*left, *right, (x - from) / (to - from)),
        }
    }
}

fn mix(a: Rgb, b: Rgb, part: f32) -> Rgb {
    let part = part.clamp(0.0, 1.0);
    let [ar, ag, ab] = a;
    let [br, bg, bb] = b;
    [ar + (br - ar) * part, ag + (bg - ag) * part, ab + (bb - ab) * part]
}

/// A picture in the making. Starts transparent.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    /// Red, green, blue, opacity.
    pixels: Vec<[f32; 4]>,
}

impl Canvas {
    /// A transparent picture of this size.
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![[0.0; 4]; width * height] }
    }

    /// Pixels.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// Fills a shape in one colour, from `0xRRGGBB`.
    pub(super) fn flat(&mut self, shape: &Shape, hex: u32) -> &mut Self {
        self.paint(shape, Paint::Flat(rgb(hex)), 1.0, 1.0)
    }

    /// Fills a shape.
    pub(super) fn fill(&mut self, shape: &Shape, paint: Paint) -> &mut Self {
        self.paint(shape, paint, 1.0, 1.0)
    }

    /// Lays a veil of a colour over a shape.
    pub(super) fn veil(&mut self, shape: &Shape, hex: u32, opacity: f32) -> &mut Self {
        self.paint(shape, Paint::Flat(rgb(hex)), opacity, 1.0)
    }

    /// Lays a blurred shape: a shadow or a glow.
    pub(super) fn blur(&mut self, shape: &Shape, hex: u32, opacity: f32, softness: f32) -> &mut Self {
        self.paint(shape, Paint::Flat(rgb(hex)), opacity, softness)
    }

    fn paint(&mut self, shape: &Shape, paint: Paint, opacity: f32, softness: f32) -> &mut Self {
        let (left, top, right, bottom) = shape.bounds();
        let span = |low: f32, high: f32, size: usize| {
            let limit = f32::from(u16::try_from(size).unwrap_or(u16::MAX));
            let clip = |value: f32| value.clamp(0.0, limit) as usize;
            (clip(low - softness - 1.0), clip(high + softness + 2.0))
        };
        let (x0, x1) = span(left, right, self.width);
        let (y0, y1) = span(top, bottom, self.height);
        for (y, row) in self.pixels.chunks_mut(self.width).enumerate().take(y1).skip(y0) {
            let py = y as f32 + 0.5;
            for (x, pixel) in row.iter_mut().enumerate().take(x1).skip(x0) {
                let px = x as f32 + 0.5;
                let cover = (0.5 - shape.distance(px, py) / softness).clamp(0.0, 1.0);
                // A blurred edge falls off smoothly instead of in a straight line.
                let cover = if softness > 1.0 { cover * cover * (3.0 - 2.0 * cover) } else { cover } * opacity;
                if cover > 0.0 {
                    lay(pixel, paint.at(px, py), cover);
                }
            }
        }
        self
    }

    /// Rows of red, green, blue, opacity, as bytes.
    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.pixels
            .chunks(self.width)
            .map(|row| row.iter().flatten().map(|value| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect())
    }
}

fn lay(pixel: &mut [f32; 4], [r, g, b]: Rgb, cover: f32) {
    let [pr, pg, pb, pa] = *pixel;
    let opacity = cover + pa * (1.0 - cover);
    let over = |new: f32, old: f32| (new * cover + old * pa * (1.0 - cover)) / opacity;
    *pixel = [over(r, pr), over(g, pg), over(b, pb), opacity];
}
