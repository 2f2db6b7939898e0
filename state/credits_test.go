package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

func balance(n int) Heard { return Heard{Balance: clinic.Balance{Known: true, Credits: n}} }

// broke books what the line says without a credit.
func (d *desk) broke(line string, code Code) Post {
	d.t.Helper()
	p := d.confirm(line)
	out := d.do(Failed{Doing: p, Failure: Failure{Code: code, Status: 402, Required: 1, CreditsTold: true}})
	d.says(out, "refused")
	d.shows(out, OfferCredits)
	if d.Purchase == nil || d.Purchase.Booking != p.Booking || d.Purchase.Required != 1 {
		d.t.Fatalf("the purchase is %+v", d.Purchase)
	}
	d.keeps(line)
	return p
}

func TestPaid(t *testing.T) {
	for _, code := range []Code{InsufficientCredits, PaymentRequired} {
		t.Run(string(code), func(t *testing.T) {
			d := openDesk(t)
			p := d.broke("dia", code)
			if d.Credits != (quota.Credits{Known: true, At: d.at.Wall}) {
				t.Errorf("the refusal told the balance: %+v", d.Credits)
			}
			d.pass(time.Minute)
			out := d.do(Paid{})
			d.says(out, "checking_slot")
			if len(only[LoadSlots](out)) != 1 || !d.Purchase.Counting || d.Purchase.Left(d.Now) != 5*time.Second {
				t.Fatalf("asked %v, the purchase is %+v", requests(out), d.Purchase)
			}
			if out := d.do(Paid{}); out != nil {
				t.Errorf("a second key: %v", out)
			}
			if posts := only[Post](d.pass(5*time.Second - time.Millisecond)); len(posts) > 0 {
				t.Fatalf("left early: %v", posts)
			}
			if posts := only[Post](d.pass(time.Millisecond)); len(posts) != 1 || posts[0] != p {
				t.Fatalf("left: %v, want the same booking", posts)
			}
			if d.Purchase != nil || d.Draft != nil {
				t.Error("the purchase stays open")
			}
		})
	}
}

func TestPaidSlotGoneMeanwhile(t *testing.T) {
	d := openDesk(t)
	p := d.broke("dia", InsufficientCredits)
	d.takeElsewhere("1", p.At)
	out := d.do(Paid{})
	d.shows(out, OfferSlots)
	if d.Purchase != nil || d.Alternatives == nil || d.Alternatives.Wish.At != p.At || len(d.Alternatives.Rows) == 0 {
		t.Fatalf("buy %v, offer %+v", d.Purchase, d.Alternatives)
	}
	d.pass(settleRows)
	if posts := only[Post](d.do(AlternativePicked{Slot: d.row(0), Ref: "r"})); len(posts) != 1 || posts[0].Name != p.Name {
		t.Errorf("sent %v", posts)
	}
}

func TestPaidSlotIsCheckedByItsOwnWeek(t *testing.T) {
	d := openDesk(t)
	d.broke("dia", InsufficientCredits)
	d.mute = true
	d.do(Paid{})
	monday := storyNow.Day().Monday()
	d.do(d.askedAnswer(LoadSlots{Department: "1", From: monday + 7, To: monday + 13}))
	if !d.Purchase.Checking {
		t.Error("judged by another week")
	}
}

func TestExactBalanceSendsByItself(t *testing.T) {
	d := openDesk(t)
	d.do(balance(0))
	p := d.broke("dia", InsufficientCredits)
	d.do(balance(0))
	d.pass(time.Minute)
	if d.Purchase.Counting || d.Purchase.Checking {
		t.Fatal("goes on without a credit")
	}
	d.do(balance(20))
	if posts := only[Post](d.pass(purchaseGrace)); len(posts) != 1 || posts[0] != p {
		t.Errorf("sent %v", posts)
	}
}

// Refused with credits at hand, it would be refused again and again.
func TestBalanceThatWasThereAtTheRefusalSendsNothing(t *testing.T) {
	d := openDesk(t)
	d.do(balance(3))
	d.do(Failed{Doing: d.confirm("dia"), Failure: Failure{Code: PaymentRequired, Status: 402}}, balance(3))
	if d.Purchase == nil {
		t.Fatal("no purchase")
	}
	if posts := only[Post](d.pass(10 * time.Minute)); len(posts) > 0 {
		t.Errorf("sent %v", posts)
	}
}

func TestEscStopsThePurchase(t *testing.T) {
	d := openDesk(t)
	d.broke("dia", InsufficientCredits)
	d.do(Paid{})
	d.pass(time.Second)
	d.says(d.do(PurchaseStopped{}), "purchase_stopped")
	if posts := only[Post](d.pass(time.Minute)); len(posts) > 0 || d.Purchase != nil {
		t.Errorf("sent %v", posts)
	}
	d.keeps("dia")
	d.do(DraftClosed{})
	d.broke("dia", InsufficientCredits)
	d.says(d.do(PurchaseStopped{}, PurchaseStopped{}))
}

func TestPurchaseWhoseSlotCannotBeRead(t *testing.T) {
	d := openDesk(t)
	d.do(balance(0))
	d.broke("dia", InsufficientCredits)
	d.mute = true
	asked := only[LoadSlots](d.do(balance(5)))
	d.do(failed(asked[0], InvalidRequest))
	if d.Purchase.Checking {
		t.Error("still checking")
	}
	out := d.pass(59 * time.Second)
	for _, say := range said(out) {
		if say == "checking_slot" {
			t.Fatal("asked again within the minute")
		}
	}
	if again := only[LoadSlots](d.do(Paid{})); len(again) != 1 {
		t.Errorf("a key asks at once, but %v", again)
	}
}

func TestPurchaseWaitsForTheRequestLimit(t *testing.T) {
	d := openDesk(t)
	p := d.broke("dia", InsufficientCredits)
	d.mute = true
	asked := only[LoadSlots](d.do(Paid{}))
	d.do(limited(asked[0], 10*time.Second))
	if !d.Purchase.Checking {
		t.Fatal("it no longer waits for the slot")
	}
	d.mute = false
	if posts := only[Post](d.pass(11*time.Second + purchaseGrace)); len(posts) != 1 || posts[0] != p {
		t.Errorf("sent %v", posts)
	}
}

func TestPurchaseOfADraftThatWasLeft(t *testing.T) {
	for name, leave := range map[string]Event{"parked": DraftParked{}, "another begun": DraftOpened{Line: "bah"}} {
		d := openDesk(t)
		d.broke("dia", InsufficientCredits)
		d.do(Paid{}, leave)
		if posts := only[Post](d.pass(time.Minute)); len(posts) > 0 || d.Purchase != nil {
			t.Errorf("%s: sent %v", name, posts)
		}
		if len(d.Parked) != 1 || d.Parked[0].Line != "dia" {
			t.Errorf("%s: parked %+v", name, d.Parked)
		}
	}
}

func TestPurchaseOfAMoveWithoutASpareCredit(t *testing.T) {
	d := openDesk(t)
	d.do(DraftOpened{Moves: conde.ID})
	d.pass(seen)
	p := only[Post](d.enter())[0]
	d.do(Failed{Doing: p, Failure: Failure{Code: InsufficientCredits, Status: 402}})
	d.do(balance(0), Paid{})
	if posts := only[Post](d.pass(time.Minute)); len(posts) > 0 || d.Purchase != nil || d.Draft == nil || d.Draft.Stage != Fixed || !d.CancelsFirst(d.Draft) {
		t.Errorf("sent %v, the draft is %+v", posts, d.Draft)
	}
}

func TestCreditsAreCountedOnlyWhereTheyAreNotExact(t *testing.T) {
	d := openDesk(t)
	if d.Credits.Known {
		t.Fatal("a balance out of nothing")
	}
	d.do(CreditsTyped{Count: 1}, booked(d.confirm("dia"), "950"))
	if d.Credits.Count != 0 || d.Credits.Exact {
		t.Errorf("%+v", d.Credits)
	}
	d.do(booked(d.confirm("bah"), "951"))
	if d.Credits.Count != 0 {
		t.Errorf("fewer than none: %+v", d.Credits)
	}
	d.do(balance(7), CreditsTyped{Count: 100}, booked(d.confirm("awa"), "952"))
	if d.Credits.Count != 7 || !d.Credits.Exact {
		t.Errorf("%+v, want what was heard", d.Credits)
	}
}

func TestWaitingList(t *testing.T) {
	d := openDesk(t)
	d.says(d.do(WaitAdded{Who: clinic.Who{Name: "Camara Mariama"}, Department: "1"}), "waits")
	d.says(d.do(WaitAdded{Who: clinic.Who{Name: "mariama CAMARA"}, Department: "1"}), "waits_already")
	d.says(d.do(WaitAdded{Who: clinic.Who{Name: "Camara Mariama"}, Department: "2"}), "waits")
	d.do(WaitRemoved{Who: clinic.Who{Name: "Camara"}, Department: "1"}, WaitRemoved{}, WaitRemoved{Who: clinic.Who{Name: "Camara Mariama"}, Department: "1"})
	if len(d.Waiting) != 1 || d.Waiting[0] != (Wait{Who: clinic.Who{Name: "Camara Mariama"}, Department: "2", Since: storyNow}) {
		t.Errorf("%+v", d.Waiting)
	}
}

func TestArrived(t *testing.T) {
	d := openDesk(t)
	d.says(d.do(ArrivedMarked{conde.ID}), "arrived")
	text := conde
	text.ID = clinic.TextID("903") // the next answer writes the id otherwise
	d.do(d.visitRead(text))
	v, _ := d.Visit(conde.ID)
	if _, here := d.State.Arrived[v.ID]; !here {
		t.Error("the mark is lost with the id's form")
	}
	d.says(d.do(ArrivedMarked{text.ID}), "not_arrived")
	d.says(d.do(ArrivedMarked{diallo.ID}), "cannot_arrive")
	d.says(d.do(ArrivedMarked{"unheard of"}))
}

// A booking that succeeds with none counted shows that the count was wrong: it is not
// known any more.
func TestABookingWithoutACreditShowsThatTheyWereMiscounted(t *testing.T) {
	d := openDesk(t)
	d.do(CreditsTyped{Count: 0})
	d.do(booked(d.confirm("dia"), "950"))
	if d.Credits.Known {
		t.Errorf("%+v", d.Credits)
	}
}
