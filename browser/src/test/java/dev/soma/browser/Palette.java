package dev.soma.browser;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/// Pictures in at most 256 colours, which are a third as long: the median cut of Heckbert (1982).
final class Palette {
  private static final int COLOURS = 256;
  private static final int EXACT = 64; // those of large areas

  private Palette() {}

  /// The same picture with a palette.
  static byte[] png(byte[] png) throws IOException {
    BufferedImage from = ImageIO.read(new ByteArrayInputStream(png));
    int w = from.getWidth();
    int h = from.getHeight();
    int[] pixels = from.getRGB(0, 0, w, h, null, 0, w);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= 0xffffff;
    }
    Map<Integer, Integer> index = new HashMap<>();
    byte[][] rgb = new byte[3][COLOURS];
    List<int[]> boxes = boxes(pixels);
    for (int k = 0; k < boxes.size(); k++) {
      for (int c = 0; c < 3; c++) {
        int channel = c;
        double mean = Arrays.stream(boxes.get(k)).map(p -> part(p, channel)).average().orElse(0);
        rgb[c][k] = (byte) Math.round(mean);
      }
      for (int p : boxes.get(k)) {
        index.put(p, k);
      }
    }
    BufferedImage to =
        new BufferedImage(
            w,
            h,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, COLOURS, rgb[0], rgb[1], rgb[2]));
    byte[] indices = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      indices[i] = (byte) (int) index.get(pixels[i]);
    }
    to.getRaster().setDataElements(0, 0, w, h, indices);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(to, "png", out);
    return out.toByteArray();
  }

  private static int part(int pixel, int channel) {
    return pixel >> (16 - 8 * channel) & 0xff;
  }

  /// The colours of large areas alone, the others parted again and again: the box with the longest
  /// side first, at its median.
  private static List<int[]> boxes(int[] pixels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int p : pixels) {
      counts.merge(p, 1, Integer::sum);
    }
    int[] colours =
        counts.keySet().stream()
            .sorted(Comparator.comparingInt((Integer p) -> -counts.get(p)).thenComparing(p -> p))
            .mapToInt(Integer::intValue)
            .toArray();
    int alone = Math.min(EXACT, colours.length - 1);
    List<int[]> boxes = new ArrayList<>();
    for (int i = 0; i < alone; i++) {
      boxes.add(new int[] {colours[i]});
    }
    boxes.add(Arrays.copyOfRange(colours, alone, colours.length));
    while (boxes.size() < COLOURS) {
      int[] box =
          boxes.stream().max(Comparator.comparingInt(b -> side(b, longest(b)))).orElseThrow();
      int channel = longest(box);
      if (side(box, channel) == 0) {
        break;
      }
      int[] sorted =
          Arrays.stream(box)
              .boxed()
              .sorted(Comparator.comparingInt(p -> part(p, channel)))
              .mapToInt(Integer::intValue)
              .toArray();
      boxes.remove(box);
      boxes.add(Arrays.copyOf(sorted, sorted.length / 2));
      boxes.add(Arrays.copyOfRange(sorted, sorted.length / 2, sorted.length));
    }
    return boxes;
  }

  private static int longest(int[] box) {
    int best = 0;
    for (int c = 1; c < 3; c++) {
      best = side(box, c) > side(box, best) ? c : best;
    }
    return best;
  }

  private static int side(int[] box, int channel) {
    int least = 255;
    int most = 0;
    for (int p : box) {
      least = Math.min(least, part(p, channel));
      most = Math.max(most, part(p, channel));
    }
    return most - least;
  }
}
