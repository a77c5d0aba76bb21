package pgconform.scenario;

import java.util.List;

/**
 * The content of an expectations file.
 *
 * @param catalogue the version of the catalogue that its entries are complete for; later
 *     requirements are new to it
 * @param entries the entries in the order of the file
 */
public record ExpectationFile(int catalogue, List<Expectation> entries) {}
