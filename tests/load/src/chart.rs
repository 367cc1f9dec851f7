//! Bars of the two rooms, case by case: what a delivery costs, in the style of docs/performance/open.svg.

use std::fmt::Write as _;

use crate::matrix::Row;

const ROSE: &str = "#bc2461";
const GREY: &str = "#897b6b";
const LONGEST: f64 = 420.0;
const STEP: usize = 46;

pub fn draw(rows: &[Row]) -> String {
    let most = rows
        .iter()
        .flat_map(|row| [row.ours.cpu_us, row.reference.cpu_us])
        .fold(0.001, f64::max);
    let height = 60 + rows.len() * STEP;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 680 {height}\" font-family=\"sans-serif\" font-size=\"12\" \
         fill=\"#2b2420\"><rect width=\"680\" height=\"{height}\" fill=\"#fffdf9\"/><text x=\"160\" y=\"24\" \
         font-weight=\"700\">Processor a delivery, microseconds: ours (rose), the reference room (grey)</text>"
    );
    for (number, row) in rows.iter().enumerate() {
        let y = 40 + number * STEP;
        let _grows = write!(
            out,
            "<text x=\"150\" y=\"{}\" text-anchor=\"end\">{} sockets, {}/s</text>",
            y + 18,
            row.sockets,
            row.rate,
        );
        for (cost, color, y) in [(row.ours.cpu_us, ROSE, y), (row.reference.cpu_us, GREY, y + 17)] {
            let width = cost / most * LONGEST;
            let _grows = write!(
                out,
                "<rect x=\"160\" y=\"{y}\" width=\"{width:.0}\" height=\"14\" rx=\"7\" fill=\"{color}\"/>\
                 <text x=\"{:.0}\" y=\"{}\">{cost:.2}</text>",
                168.0 + width,
                y + 11,
            );
        }
    }
    out.push_str("</svg>\n");
    out
}
