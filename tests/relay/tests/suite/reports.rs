//! What people say is wrong, and who may read it.

use protocol::http::ReportsReply;
use protocol::{Act, ClientFrame, Grounds, Refusal, Report, Seq, ServerFrame};
use relay_tests::runtime::OWNER_KEY;
use relay_tests::{Client, Relay, Site};

fn report(client: &mut Client, seq: u64, grounds: Grounds) {
    let seq = Seq(seq);
    client.say(&ClientFrame::Report(Report { seq, grounds }));
    client.until("that it is noted", |frame| match frame {
        ServerFrame::Noted(noted) => (noted.seq == seq).then_some(()),
        _ => None,
    });
}

#[test]
fn m1_a_report_is_kept_and_read_with_its_context_by_who_looks_after_the_site() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "reports");
    let (mut moka, mut kong) = (site.join("lounge", "もか"), site.join("lounge", "콩떡"));
    for number in 1..=12 {
        moka.post(&format!("{number}番"));
    }
    kong.reach(Seq(12));
    report(&mut kong, 6, Grounds::Scam);
    report(&mut kong, 6, Grounds::Abuse);
    report(&mut moka, 12, Grounds::Spam);
    moka.act(Act::Unsend(Seq(12)), "…");
    kong.say(&ClientFrame::Report(Report {
        seq: Seq(12),
        grounds: Grounds::Other,
    }));
    assert_eq!(kong.refused().refusal, Refusal::Gone);
    relay.kill_and_restart();

    let path = "/rooms/lounge/reports";
    let read = |key: &str, query: &str| {
        let answer = site.api("GET", &format!("{path}{query}"), key, "");
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json::<ReportsReply>()
    };
    let reply = read(&site.key, "");
    assert_eq!((reply.total, reply.reports.len()), (2, 2));
    let first = &reply.reports[0];
    let by = kong.welcome.as_ref().unwrap().you.member.clone();
    assert_eq!(
        (first.seq, &first.by, first.grounds),
        (Seq(6), &by, Grounds::Abuse),
        "one of a member about a message"
    );
    let around: Vec<u64> = first.context.iter().map(|entry| entry.seq.0).collect();
    assert_eq!(around, (1..=11).collect::<Vec<_>>());
    assert_eq!(first.context[5].what.body().as_str(), "6番");
    // What was unsent since stays unsent for them too.
    let second = &reply.reports[1];
    assert!(
        second
            .context
            .iter()
            .any(|entry| entry.seq == Seq(12) && entry.what.is_gone())
    );
    assert_eq!(read(OWNER_KEY, "?skip=1").reports, reply.reports[1..]);
    assert_eq!(read(OWNER_KEY, "?skip=9").reports, []);

    assert_eq!(site.api("GET", path, "somebody", "").status, 401);
    let official = site.account("ruan", "루안");
    assert_eq!(site.api("GET", path, &official.key, "").status, 401);
    assert_eq!(site.api("POST", path, &site.key, "{}").status, 405);
    let odd = site.api("GET", &format!("{path}?skip=all"), &site.key, "");
    assert_eq!((odd.status, odd.refusal()), (422, Refusal::FieldInvalid));
    let empty = site.api("GET", "/rooms/nobody/reports", &site.key, "");
    assert_eq!(empty.json::<ReportsReply>().total, 0);
}
