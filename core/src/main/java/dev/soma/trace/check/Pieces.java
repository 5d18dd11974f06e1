package dev.soma.trace.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Which piece of every piecewise function each row uses, in a fixed order; on request with the
/// places they belong to.
public final class Pieces {
  private final List<Kink> places = new ArrayList<>();
  private final boolean located;
  private int[] pieces = new int[64];
  private int count;
  private int member;
  private int row;

  /// None yet.
  ///
  /// @param located whether places are kept too
  public Pieces(boolean located) {
    this.located = located;
  }

  /// What is added from now on belongs to this row.
  ///
  /// @param ofMember from 1; 0 for a network without members
  /// @param ofRow from 1
  public void begin(int ofMember, int ofRow) {
    member = ofMember;
    row = ofRow;
  }

  /// Another one.
  ///
  /// @param piece its number
  /// @param value how far it is from the next one, see [Kink]
  /// @param function a record of `nn`, whose words are its name
  public void add(Kink.Kind kind, int piece, int l, int unit, double value, Object function) {
    if (count == pieces.length) {
      pieces = Arrays.copyOf(pieces, 2 * count);
    }
    pieces[count++] = piece;
    if (located) {
      places.add(new Kink(kind, member, row, l, unit, value, function.toString()));
    }
  }

  /// The winner of a maxout unit.
  ///
  /// @param z of all units, piece by piece
  /// @param each how many pieces a unit has
  public void addLargest(int winner, int l, int unit, double[] z, int each) {
    double[] sorted = Arrays.copyOfRange(z, (unit - 1) * each, unit * each);
    Arrays.sort(sorted);
    double lead = each == 1 ? Double.NaN : sorted[each - 1] - sorted[each - 2];
    add(Kink.Kind.MAXOUT, winner, l, unit, lead, "maxout");
  }

  /// Whether all pieces are the same.
  public boolean same(Pieces other) {
    return Arrays.equals(pieces, 0, count, other.pieces, 0, other.count);
  }

  /// The places of these where two others differ, nearest to its kink first.
  public List<Kink> between(Pieces one, Pieces another) {
    List<Kink> kinks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (one.pieces[i] != another.pieces[i]) {
        kinks.add(places.get(i));
      }
    }
    kinks.sort(Comparator.comparingDouble(Kink::distance)); // stable: rows in their order
    return kinks;
  }
}
