package pgconform.exchange;

/** What became, behind a proxy, of the CancelRequests of a case. */
public enum CancelRoute {
  /** None arrived, although clients have canceled. */
  LOST,
  /** One arrived that is not for the session that runs, or ran, the query of who canceled. */
  ASTRAY
}
