-- One constant that goes into a score, and where it is from. They are plain numbers, to be seen and argued with.
--
-- name   of the constant
-- value  what it is
-- why    the reason or the source
select
  name,
  value::double as value,
  why
from (
  values
    (
      'half_life_days',
      180.0,
      'Ours. A day of contact counts half after that time (Interactions Rank, Roth et al., KDD 2010, who leave it '
        || 'open); under 30 the powers would overflow in a mailbox of many decades.'
    ),
    (
      'outgoing',
      2.0,
      'Ours. A day on which I wrote to them; more than a received one, as Roth et al. find, since one can be '
        || 'written to unasked.'
    ),
    (
      'incoming',
      1.0,
      'Ours. A day on which they wrote to me; the measure of the others.'
    ),
    (
      'mail',
      1.0,
      'Ours. A mail between two; one in company counts divided by the number of other parties.'
    ),
    (
      'message',
      1.0,
      'Ours. A message in a network is as much contact as a mail.'
    ),
    (
      'invitation',
      0.25,
      'Ours. An invitation to connect is one press of a button.'
    ),
    (
      'rhythm_contact_days',
      3.0,
      'Ours. With fewer days of contact there is no gap between them to compare.'
    ),
    (
      'cooling_ratio',
      2.0,
      'Silence of so many mean gaps is no longer the usual pause (Navarro et al., EPJ Data Science 2017).'
    ),
    (
      'dormant_ratio',
      8.0,
      'Silence of more mean gaps than this is the end of the rhythm (Navarro et al., EPJ Data Science 2017).'
    )
) as weight(name, value, why)
order by name
