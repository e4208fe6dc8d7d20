//! Documents: a one-page PDF and a table.

use std::fmt::Write;

/// A PDF of one page with these lines, the first as its title. Plain letters only: the standard fonts of PDF have no
/// others, and embedding one would be a program of its own.
pub(crate) fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut text = String::from("BT\n");
    for (number, line) in lines.iter().enumerate() {
        let escaped = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        let (size, down) = if number == 0 { (20, 0) } else { (11, if number == 1 { 40 } else { 20 }) };
        let start = if number == 0 { "72 760 Td\n".to_owned() } else { format!("0 -{down} Td\n") };
        // Writing to a text cannot fail.
        let _ = write!(text, "/F1 {size} Tf\n{start}({escaped}) Tj\n");
    }
    text.push_str("ET\n0.09 0.41 0.35 RG 2 w 72 745 m 523 745 l S\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}endstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(file, "{offset:010} 00000 n ");
    }
    let _ = write!(file, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}

/// A table with a byte order mark, as spreadsheets in Poland like it.
pub(crate) fn csv(rows: &[&[&str]]) -> Vec<u8> {
    let lines: Vec<String> = rows.iter().map(|row| row.join(";")).collect();
    format!("\u{feff}{}\r\n", lines.join("\r\n")).into_bytes()
}
