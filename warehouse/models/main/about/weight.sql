-- key: name
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
    ),
    (
      'acquaintance_half',
      4.0,
      'Ours. Two with this much recent contact (see `acquaintance.weight_now`), such as four fresh mails between them '
        || 'alone, pass on a request of each other with probability 1/2.'
    ),
    (
      'job_change_overlap_days',
      183.0,
      'Ours. So long two employers may seem to hold one person at once and it is still a change from one to the other: '
        || 'profiles are put right late.'
    ),
    (
      'job_change_mail_days',
      3.0,
      'Ours. Where mail alone tells of two employers, so many days of it in all, none from the new one before the last '
        || 'from the old, are a change: who has both would write in this order with a chance of 1/3 at most.'
    ),
    (
      'skill_own_word',
      0.6,
      'Ours. How sure a skill is that somebody states of themselves.'
    ),
    (
      'skill_endorser',
      0.3,
      'Ours. How sure one is by each who vouches for it: a press of a button.'
    ),
    (
      'skill_mention',
      0.3,
      'Ours. How much surer by each recommendation that names it.'
    ),
    (
      'skill_title',
      0.4,
      'Ours. How sure one is that a title of theirs names.'
    ),
    (
      'refer_left',
      0.5,
      'Ours. Access of somebody who left, when there is 1.'
    ),
    (
      'refer_left_days',
      730.0,
      'Ours. After so many days nobody there asks who left.'
    ),
    (
      'refer_unknown',
      0.25,
      'Ours. Access of somebody of whom it is not known whether they are still there.'
    ),
    (
      'refer_without_contact',
      0.1,
      'Ours. What the factor strength is without any mail or message: a connection and no more.'
    ),
    (
      'refer_strength_half',
      3.0,
      'Ours. The strength of a tie that counts half; more counts ever less.'
    ),
    (
      'refer_same_function',
      0.8,
      'Ours. Relevance of somebody in the field of the role, whose title has none of its words.'
    ),
    (
      'refer_function_unknown',
      0.5,
      'Ours. Relevance where the field of the role or of their title is not known.'
    ),
    (
      'refer_other_function',
      0.25,
      'Ours. Relevance of somebody in another field: they can still hand a name on.'
    ),
    (
      'refer_seniority_unknown',
      0.6,
      'Ours. Of somebody whose title does not say how high they stand, about a professional.'
    ),
    (
      'refer_seniority_lowest',
      0.4,
      'Ours. Of an intern; an executive is 1, the others in equal steps between.'
    ),
    (
      'refer_tenure_none',
      0.5,
      'Ours. Of somebody who may have come today.'
    ),
    (
      'refer_tenure_half_days',
      365.0,
      'Ours. The time there that brings half of what tenure can add.'
    ),
    (
      'refer_stale',
      0.3,
      'Ours. What knowledge of them there is worth that is very old.'
    ),
    (
      'refer_fresh_half_days',
      365.0,
      'Ours. The age at which knowledge of a job is worth half; people change every few years.'
    ),
    (
      'refer_recommended',
      0.2,
      'Ours. What a recommendation adds, in each direction.'
    ),
    (
      'refer_endorsed',
      0.05,
      'Ours. What endorsements add, in each direction; each is a press of a button.'
    ),
    (
      'recommend_months_half',
      12.0,
      'Ours. Months certainly together at work that count half of what time together can.'
    ),
    (
      'recommend_same_unit',
      0.25,
      'Ours. What one department adds to the time together.'
    ),
    (
      'recommend_threads',
      0.5,
      'Ours. What very many threads together add.'
    ),
    (
      'recommend_threads_half',
      10.0,
      'Ours. The threads together that add half of that.'
    ),
    (
      'recommend_recommended',
      0.5,
      'Ours. What it adds that they recommended before.'
    ),
    (
      'recommend_endorsed',
      0.25,
      'Ours. What it adds that they endorsed a skill before.'
    ),
    (
      'recommend_below',
      0.6,
      'Ours. The word of somebody who stands lower, when beside or above is 1.'
    ),
    (
      'recommend_standing_unknown',
      0.8,
      'Ours. The word of somebody when it is not known who stands higher.'
    ),
    (
      'recommend_without_contact',
      0.3,
      'Ours. What the factor strength is without any mail or message: they must be found first.'
    ),
    (
      'recommend_strength_half',
      3.0,
      'Ours. The strength of a tie that counts half; more counts ever less.'
    ),
    (
      'openings_mutual_peak',
      10.0,
      'Ours. Mutual contacts at which a tie brings most openings, near the peak that Rajkumar et al. '
        || '(Science 2022) find; their network is larger than a mailbox.'
    ),
    (
      'openings_strength_half',
      3.0,
      'Ours. The strength of a tie that brings half as many openings: weaker in intensity brings more '
        || '(Rajkumar et al., Science 2022).'
    ),
    (
      'collaborate_stranger',
      0.5,
      'Ours. What each of the three factors of trust is with nothing in common.'
    ),
    (
      'collaborate_months_half',
      12.0,
      'Ours. Months certainly together that bring half of what time together can.'
    ),
    (
      'collaborate_strength_half',
      3.0,
      'Ours. The strength of a tie that brings half of what it can.'
    ),
    (
      'collaborate_threads_half',
      10.0,
      'Ours. The threads together that bring half of what they can.'
    ),
    (
      'study_years',
      4.0,
      'Ours. So long at most somebody is taken to have studied of whom only the end is known, unless the other studied '
        || 'there for longer.'
    ),
    (
      'perspectives_circle',
      1.0,
      'Ours. Nobody around the two is around both; the measure of the three others.'
    ),
    (
      'perspectives_industry',
      1.0,
      'Ours. Another industry.'
    ),
    (
      'perspectives_function',
      1.0,
      'Ours. Another field of work.'
    ),
    (
      'perspectives_place',
      1.0,
      'Ours. Another country.'
    ),
    (
      'mentors_standing_half',
      1.0,
      'Ours. The steps of standing above that count half of what standing can; more count ever less.'
    ),
    (
      'owed_days',
      1.0,
      'Ours. No reply is owed within a day, however fast one usually answers.'
    ),
    (
      'owed_parties',
      5.0,
      'Ours. Of more than so many parties nobody in particular is asked.'
    ),
    (
      'reconnect_scale',
      100.0,
      'Ours. The score of the best tie one ever had, without news, who answers everything.'
    ),
    (
      'reconnect_job_change',
      1.0,
      'Ours. A new employer doubles the score: the best reason to write, and to be glad of it.'
    ),
    (
      'reconnect_title',
      0.5,
      'Ours. What a new title at the same place adds.'
    ),
    (
      'reconnect_move',
      0.5,
      'Ours. What another town adds.'
    ),
    (
      'reconnect_birthday',
      0.5,
      'Ours. What a birthday soon adds.'
    ),
    (
      'reconnect_birthday_days',
      14.0,
      'Ours. So many days ahead a birthday is soon.'
    ),
    (
      'reconnect_mutual',
      0.25,
      'Ours. What it adds that somebody whom I talk with was in touch with them since.'
    ),
    (
      'reconnect_little_days',
      12.0,
      'Ours. Up to so many days of contact are little time together.'
    ),
    (
      'reconnect_little_together_days',
      365.0,
      'Ours. Who certainly worked or studied with me for so long had more than little time with me.'
    ),
    (
      'reconnect_done_days',
      180.0,
      'Ours. After `reknit done` somebody stays away for as long as a day of contact takes to count half.'
    )
) as weight(name, value, why)
order by name
