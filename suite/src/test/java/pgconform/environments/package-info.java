/**
 * Healthy environments of one real PostgreSQL: roles, settings, access rules, encodings and rights
 * as people have them. None of them is a defect, so that no requirement may fail in any of them.
 *
 * <p>What is judged is reached by its URL alone, through the command line; this package knows
 * nothing else of the suite, except that it can start a PostgreSQL of any release.
 */
package pgconform.environments;
