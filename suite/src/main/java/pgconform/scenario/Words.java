package pgconform.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes the words of scenario files, and finds the word that was probably meant. */
public final class Words {
  private Words() {}

  /** A constant as files write it: in lower case with spaces. */
  public static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@code "; did you mean 'x'?"}, or a list of a few known words, or nothing. */
  public static String hint(String word, Collection<String> known) {
    Optional<String> nearest = nearest(word, known);
    if (nearest.isPresent()) {
      return "; did you mean '%s'?".formatted(nearest.get());
    }
    List<String> words = known.stream().filter(k -> !k.isEmpty()).sorted().toList();
    return words.isEmpty() || words.size() > 24 ? "" : "; known are " + String.join(", ", words);
  }

  /** The known word that is so near that it was probably meant. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String wanted = word.length() > 100 ? word.substring(0, 100) : word;
    int most = Math.max(1, wanted.length() / 3);
    return known.stream()
        .filter(k -> !k.isEmpty() && distance(wanted, k) <= most)
        .min(Comparator.comparingInt(k -> distance(wanted, k)));
  }

  /** Levenshtein's distance, upper and lower case being the same. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        char x = Character.toLowerCase(a.charAt(i - 1));
        char y = Character.toLowerCase(b.charAt(j - 1));
        int replaced = diagonal + (x == y ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
