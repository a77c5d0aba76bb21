package pgconform.exchange;

import pgconform.link.Deadline;
import pgconform.session.Login;

/**
 * The other side of a case, as seen by the steps that wait for it: its time limit and its default
 * login.
 */
interface Peer {
  /** Returns the deadline of an answer that becomes due now. */
  Deadline deadline();

  /** Returns the login that sessions use unless a step says otherwise. */
  Login defaultLogin();
}
