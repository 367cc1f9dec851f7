//! Thousands who read, and say so as they are asked.

use super::*;

#[test]
fn g2_three_thousand_who_read_and_say_so_as_they_are_asked_are_never_asked_for_more() {
    let mut stage = stage();
    let mut asked = Vec::new();
    for conn in 0..3_000 {
        stage.step(Input::Connected(Conn(conn)));
        for effect in stage.hello(Conn(conn), fan(&format!("m{conn}")), None) {
            if let Effect::Send(_, ServerFrame::Welcome(welcome)) = effect {
                asked.push(welcome.seen_every.unwrap().events);
            }
        }
    }
    // 50 a second for half a minute. All came at once; and each word of theirs comes when the next frame has left already.
    let (mut since, mut late) = (vec![0; asked.len()], Vec::new());
    let mut told = 0;
    for seq in 1..=1_500_u64 {
        stage.later(20);
        let writer = Conn(seq % 3_000);
        let mut effects = stage.post(writer, u128::from(seq), stage.head(), &"わ".repeat(30));
        if seq % 13 == 0 {
            effects.extend(stage.step(Input::Wake));
        }
        for effect in effects {
            told += usize::from(matches!(&effect, Effect::Send(_, ServerFrame::Resync(_))));
            let Effect::Broadcast(ServerFrame::Events(events)) = effect else {
                continue;
            };
            let head = stage.head();
            for conn in late.drain(..) {
                stage.seen(Conn(conn), head);
            }
            let entries = u32::try_from(events.list.len()).unwrap();
            for ((conn, since), asked) in (0..).zip(&mut since).zip(&asked) {
                *since += entries;
                if *since >= *asked {
                    *since = 0;
                    late.push(conn);
                }
            }
        }
    }
    assert_eq!((told, stage.silent()), (0, Vec::new()));
    assert_eq!(stage.room.closing(), 0);
}
