-- Channels of a matter, what its receiver does himself, and what goes upwards; the two copies of a contact slip.

alter table intake_matter
  -- A message of a file: where it stands there, when and about which estate its writer says so, and the file itself.
  add column source_ref text,
  add column written_at_claimed timestamptz,
  add column estate_as_written text,
  add column original_file_id uuid,
  -- A post on a network.
  add column posted_at timestamptz,
  add column found_at timestamptz,
  add column site text,
  -- INT-03
  add column phrase_checks jsonb not null default '[]',
  -- INT-04
  add column called_account uuid references account,
  add column called_at timestamptz,
  add column came_at timestamptz,
  add column transferred_account uuid references account,
  add column transferred_at timestamptz,
  add column note_agreed_at timestamptz,
  -- INT-05
  add column hand_overs integer not null default 0,
  add column settled_at timestamptz,
  -- INT-06
  add column visitor_account uuid references account,
  add column visit_sent_at timestamptz,
  add column visit_appointed_at timestamptz,
  add column visit_arrived_at timestamptz,
  add column visit_done_at timestamptz,
  -- INT-18: the appointment that the customer set himself
  add column appointment_at timestamptz,
  -- INT-19
  add column major_at timestamptz,
  add column major_reason text,
  add column major_reported_at timestamptz,
  -- INT-20
  add column escalated_at timestamptz,
  add column escalate_why text,
  add column coordinated_at timestamptz,
  add column coordination text;

alter table contact_slip
  -- INT-15
  add column counted_received boolean not null default false,
  add column copy_signed_at timestamptz,
  add column original_place text,
  -- INT-17
  add column needs_superior boolean,
  add column consulted_at timestamptz,
  add column superior_account uuid references account,
  add column question text,
  add column consult_answered_at timestamptz,
  add column consult_answer text;

-- A new foreign key reads the rows that are there.
alter table intake_matter no force row level security;
alter table file no force row level security;
alter table intake_matter
  add foreign key (project_id, original_file_id) references file (project_id, id);
alter table intake_matter force row level security;
alter table file force row level security;
