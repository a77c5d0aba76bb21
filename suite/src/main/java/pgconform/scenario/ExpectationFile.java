package pgconform.scenario;

import java.util.List;

/**
 * What an expectations file says.
 *
 * @param catalogue the version of the catalogue that its entries are complete for; requirements
 *     that came later are new to it
 * @param entries in the order of the file
 */
public record ExpectationFile(int catalogue, List<Expectation> entries) {}
