-- Every entry balances, by constraint: its lines are written first, and the row of the entry seals them.
ALTER TABLE "ledger_postings" ALTER CONSTRAINT "ledger_postings_entry_id_ledger_entries_id_fk" DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) < 2 OR sum(amount_fen) <> 0 FROM ledger_postings WHERE entry_id = NEW.id) THEN
    RAISE EXCEPTION 'ledger_entries: an entry has at least two lines that sum to zero' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END;
$$;
--> statement-breakpoint
CREATE FUNCTION refuse_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.amount_fen = 0 THEN
    RAISE EXCEPTION 'ledger_postings: an amount is a whole number of fen that is not zero' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM ledger_entries WHERE id = NEW.entry_id) THEN
    RAISE EXCEPTION 'ledger_postings: this entry is sealed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "ledger_postings_open" BEFORE INSERT ON "ledger_postings"
FOR EACH ROW EXECUTE FUNCTION refuse_sealed();
--> statement-breakpoint
CREATE TRIGGER "ledger_entries_balanced" BEFORE INSERT ON "ledger_entries"
FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced();
