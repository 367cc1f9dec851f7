//! Times and days as the two countries write them.
//!
//! Invariant: the viewer's offset from UTC is the caller's; nothing here asks a clock or knows a time zone. Japan and
//! Korea share one clock, nine hours ahead, without summer time.

use protocol::{Lang, UnixMillis};

/// Minutes ahead of UTC in Japan and Korea.
pub const TOKYO_SEOUL: i32 = 9 * 60;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;

/// A day of the calendar, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

/// A moment on the viewer's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub day: Day,
    pub hour: u8,
    pub minute: u8,
}

/// The viewer's minute, counted from 1970: equal for what happened in the same minute.
pub fn minute(at: UnixMillis, offset_minutes: i32) -> i64 {
    let ms = i64::try_from(at.0).unwrap_or(i64::MAX);
    (ms / MINUTE_MS).saturating_add(i64::from(offset_minutes))
}

/// How long it still takes: seconds, and beyond 99 minutes with them.
pub fn countdown(seconds: u64) -> String {
    if seconds < 100 {
        return seconds.to_string();
    }
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let zero = if seconds < 10 { ":0" } else { ":" };
    [&minutes.to_string(), zero, &seconds.to_string()].concat()
}

impl Civil {
    pub fn of(at: UnixMillis, offset_minutes: i32) -> Self {
        let minute = minute(at, offset_minutes);
        let of_day = minute.rem_euclid(DAY_MINUTES);
        Self {
            day: Day(i32::try_from(minute.div_euclid(DAY_MINUTES)).unwrap_or(i32::MAX)),
            hour: u8::try_from(of_day / 60).unwrap_or(0),
            minute: u8::try_from(of_day % 60).unwrap_or(0),
        }
    }

    /// `20:05`, `오후 8:05`, `8:05 PM`.
    pub fn time(self, lang: Lang) -> String {
        let afternoon = self.hour >= 12;
        let twelve = match self.hour % 12 {
            0 => 12,
            hour => hour,
        };
        let mut text = String::with_capacity(14);
        match lang {
            Lang::Ja => push_two(&mut text, self.hour),
            Lang::Ko => {
                text.push_str(if afternoon { "오후 " } else { "오전 " });
                push(&mut text, i32::from(twelve));
            }
            Lang::En => push(&mut text, i32::from(twelve)),
        }
        text.push(':');
        push_two(&mut text, self.minute);
        if lang == Lang::En {
            text.push_str(if afternoon { "\u{a0}PM" } else { "\u{a0}AM" });
        }
        text
    }

    /// On a card of the feed: `今日 12:00`, `11월 18일 오후 12:00`, `Nov 18, 2025, 12:00 PM`.
    pub fn feed_time(self, today: Day, lang: Lang) -> String {
        let mut text = String::with_capacity(24);
        if self.day == today {
            text.push_str(
                ["今日", "오늘", "Today"]
                    .get(lang as usize)
                    .copied()
                    .unwrap_or_default(),
            );
        } else {
            let (year, month, date) = self.day.calendar();
            let this_year = today.calendar().0 == year;
            push_date(&mut text, lang, (!this_year).then_some(year), month, date);
        }
        text.push_str(if lang == Lang::En { ", " } else { " " });
        text.push_str(&self.time(lang));
        text
    }
}

impl Day {
    /// Year, month, day of the month, by the proleptic Gregorian calendar.
    ///
    /// Days are counted from 0000-03-01, so that the leap day ends a year, in eras of 400 years (146,097 days);
    /// from March on, five months always have 153 days.
    pub fn calendar(self) -> (i32, u8, u8) {
        let days = i64::from(self.0) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let date = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (
            i32::try_from(year).unwrap_or(0),
            u8::try_from(month).unwrap_or(1),
            u8::try_from(date).unwrap_or(1),
        )
    }

    /// The date chip: `2026/11/20(金)`, `2026년 11월 20일 금요일`, `Fri, Nov 20, 2026`.
    pub fn chip(self, lang: Lang) -> String {
        let (year, month, date) = self.calendar();
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((i64::from(self.0) + 4).rem_euclid(7)).unwrap_or(0);
        let mut text = String::with_capacity(32);
        if lang == Lang::En {
            text.push_str(three("SunMonTueWedThuFriSat", weekday));
            text.push_str(", ");
        }
        push_date(&mut text, lang, Some(year), month, date);
        match lang {
            Lang::Ja => {
                text.push('(');
                text.push_str(three("日月火水木金土", weekday));
                text.push(')');
            }
            Lang::Ko => {
                text.push(' ');
                text.push_str(three("일월화수목금토", weekday));
                text.push_str("요일");
            }
            Lang::En => {}
        }
        text
    }
}

fn push_date(text: &mut String, lang: Lang, year: Option<i32>, month: u8, date: u8) {
    let (month_number, date) = (i32::from(month), i32::from(date));
    match lang {
        Lang::Ja => {
            if let Some(year) = year {
                push(text, year);
                text.push('/');
            }
            push(text, month_number);
            text.push('/');
            push(text, date);
        }
        Lang::Ko => {
            if let Some(year) = year {
                push(text, year);
                text.push_str("년 ");
            }
            push(text, month_number);
            text.push_str("월 ");
            push(text, date);
            text.push('일');
        }
        Lang::En => {
            text.push_str(three(
                "JanFebMarAprMayJunJulAugSepOctNovDec",
                usize::from(month.saturating_sub(1)),
            ));
            text.push(' ');
            push(text, date);
            if let Some(year) = year {
                text.push_str(", ");
                push(text, year);
            }
        }
    }
}

/// The `at`th piece of three bytes: three Latin letters, or one CJK character.
fn three(names: &'static str, at: usize) -> &'static str {
    names.get(at * 3..at * 3 + 3).unwrap_or_default()
}

fn push(text: &mut String, n: i32) {
    text.push_str(&n.to_string());
}

fn push_two(text: &mut String, n: u8) {
    if n < 10 {
        text.push('0');
    }
    push(text, i32::from(n));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20T11:02:00Z: a Friday, 20:02 in Tokyo and Seoul.
    const AT: UnixMillis = UnixMillis(1_795_172_520_000);

    #[test]
    fn g3_what_it_still_takes_fits_on_a_button() {
        assert_eq!(
            [1, 99, 100, 605, 3_600].map(countdown),
            ["1", "99", "1:40", "10:05", "60:00"]
        );
    }

    #[test]
    fn each_language_writes_the_time_its_own_way() {
        let civil = Civil::of(AT, TOKYO_SEOUL);
        assert_eq!(civil.time(Lang::Ja), "20:02");
        assert_eq!(civil.time(Lang::Ko), "오후 8:02");
        assert_eq!(civil.time(Lang::En), "8:02\u{a0}PM");
    }

    #[test]
    fn midnight_and_noon_are_twelve_and_not_zero() {
        let midnight = Civil {
            day: Day(0),
            hour: 0,
            minute: 5,
        };
        let noon = Civil {
            day: Day(0),
            hour: 12,
            minute: 0,
        };
        assert_eq!(
            [midnight.time(Lang::Ja), midnight.time(Lang::Ko)],
            ["00:05", "오전 12:05"]
        );
        assert_eq!(
            [noon.time(Lang::Ko), noon.time(Lang::En)],
            ["오후 12:00", "12:00\u{a0}PM"]
        );
    }

    #[test]
    fn each_language_writes_the_day_its_own_way() {
        let day = Civil::of(AT, TOKYO_SEOUL).day;
        assert_eq!(day.chip(Lang::Ja), "2026/11/20(金)");
        assert_eq!(day.chip(Lang::Ko), "2026년 11월 20일 금요일");
        assert_eq!(day.chip(Lang::En), "Fri, Nov 20, 2026");
    }

    #[test]
    fn the_day_turns_at_the_viewers_midnight() {
        let one_minute_to_three = UnixMillis(1_795_186_740_000);
        assert_eq!(
            Civil::of(one_minute_to_three, TOKYO_SEOUL).day.chip(Lang::Ja),
            "2026/11/20(金)"
        );
        let three = one_minute_to_three.plus(60_000);
        assert_eq!(Civil::of(three, TOKYO_SEOUL).day.chip(Lang::Ja), "2026/11/21(土)");
        assert_eq!(Civil::of(three, -300).time(Lang::En), "10:00\u{a0}AM");
    }

    #[test]
    fn the_calendar_knows_leap_years() {
        for (day, date) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (47_540, (2100, 2, 28)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(Day(day).calendar(), date);
        }
    }

    #[test]
    fn the_calendar_goes_day_by_day() {
        let mut before = Day(-1_000_000).calendar();
        for day in -999_999..1_000_000 {
            let now = Day(day).calendar();
            let (year, month, date) = before;
            assert!(
                now == (year, month, date + 1) || now == (year, month + 1, 1) || now == (year + 1, 1, 1),
                "{before:?} is followed by {now:?}"
            );
            before = now;
        }
    }

    #[test]
    fn a_card_says_no_more_of_its_date_than_is_needed() {
        let civil = Civil::of(AT, TOKYO_SEOUL);
        let Day(day) = civil.day;
        assert_eq!(civil.feed_time(Day(day), Lang::Ja), "今日 20:02");
        assert_eq!(civil.feed_time(Day(day + 3), Lang::Ko), "11월 20일 오후 8:02");
        assert_eq!(civil.feed_time(Day(day + 300), Lang::Ja), "2026/11/20 20:02");
        assert_eq!(
            civil.feed_time(Day(day + 300), Lang::En),
            "Nov 20, 2026, 8:02\u{a0}PM"
        );
    }

    #[test]
    fn a_time_beyond_every_calendar_is_still_written() {
        assert!(
            !Civil::of(UnixMillis(u64::MAX), TOKYO_SEOUL)
                .day
                .chip(Lang::Ko)
                .is_empty()
        );
    }
}
