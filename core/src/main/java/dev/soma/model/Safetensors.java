package dev.soma.model;

import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Named float tensors and named texts in the safetensors layout, sealed by a SHA-256.
///
/// Layout: 8 bytes little-endian length n of the header; n bytes of JSON, padded with blanks so
/// that the data begin at a multiple of 8; the tensors, row-major little-endian float32. The texts
/// are the values of `__metadata__`. `sha256` among them is the digest of the whole file with that
/// value written as 64 zeros.
final class Safetensors {
  private static final String SHA = "sha256";
  private static final String BLANK = "0".repeat(64);
  private static final long LARGEST_HEADER = 100_000_000;

  /// What a file should have been.
  static final String EXPECTED = "expected a model file that soma train has saved";

  /// Bytes that are looked at to tell texts from other files.
  private static final int HEAD = 512;

  private static final JsonMapper JSON = JsonMapper.shared();

  /// A tensor: its shape and its numbers, row-major.
  record Tensor(int[] shape, float[] values) {}

  /// What a file holds.
  record Content(Map<String, String> texts, Map<String, Tensor> tensors) {}

  private Safetensors() {}

  /// The bytes of a file.
  static byte[] write(Content content) {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode texts = header.putObject("__metadata__");
    content.texts().forEach(texts::put);
    texts.put(SHA, BLANK);
    long offset = 0;
    for (Map.Entry<String, Tensor> e : content.tensors().entrySet()) {
      ObjectNode t = header.putObject(e.getKey());
      t.put("dtype", "F32");
      t.putPOJO("shape", e.getValue().shape());
      long end = offset + 4L * e.getValue().values().length;
      t.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(8 + padded + offset));
    out.order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
    while (out.position() < 8 + padded) {
      out.put((byte) ' ');
    }
    for (Tensor t : content.tensors().values()) {
      out.asFloatBuffer().put(t.values());
      out.position(out.position() + 4 * t.values().length);
    }
    byte[] bytes = out.array();
    byte[] digest = digest(bytes).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digest, 0, bytes, digestAt(bytes, padded), digest.length);
    return bytes;
  }

  /// Reads a file and checks its digest.
  ///
  /// @param name of the file, for messages
  /// @throws SomaException.ModelFormat E401 if it is no such file, E402 if the digest does not
  ///   agree, or the file ends within its header
  static Content read(byte[] bytes, String name) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.length < 8 ? -1 : in.getLong(0);
    requireHeader(bytes, length, name);
    JsonNode header;
    try {
      header = JSON.readTree(new String(bytes, 8, (int) length, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw foreign(name, "its header is not JSON", ModelFile.again(name));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : header.path("__metadata__").properties()) {
      texts.put(e.getKey(), e.getValue().stringValue(""));
    }
    checkDigest(bytes, (int) length, texts, name);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : header.properties()) {
      if (!e.getKey().equals("__metadata__")) {
        tensors.put(e.getKey(), tensor(in, 8 + (int) length, e.getValue(), e.getKey(), name));
      }
    }
    return new Content(texts, tensors);
  }

  private static void requireHeader(byte[] bytes, long length, String name) {
    if (bytes.length == 0) {
      throw foreign(name, "it is empty", ModelFile.again(name));
    }
    if (isText(bytes)) {
      throw foreign(
          name,
          "it is a text, such as a table; the model comes first",
          name.endsWith(".soma") ? ModelFile.again(name) : "soma inspect " + Names.quoted(name));
    }
    if (length < 2 || length > LARGEST_HEADER) {
      throw foreign(name, "it does not begin with a safetensors header", ModelFile.again(name));
    }
    if (length > bytes.length - 8L) {
      throw damaged(name, "it ends within its header");
    }
  }

  /// Whether a file begins with letters, as none with the length of a header does.
  private static boolean isText(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, HEAD); i++) {
      if (bytes[i] >= 0
          && bytes[i] < ' '
          && bytes[i] != '\t'
          && bytes[i] != '\n'
          && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static Tensor tensor(ByteBuffer in, int data, JsonNode t, String tensor, String name) {
    int[] shape = new int[t.path("shape").size()];
    long size = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = t.path("shape").path(i).asInt(-1);
      size *= shape[i];
    }
    long begin = t.path("data_offsets").path(0).asLong(-1);
    long end = t.path("data_offsets").path(1).asLong(-1);
    boolean fits =
        t.path("dtype").asString("").equals("F32")
            && size >= 0
            && begin >= 0
            && end - begin == 4 * size
            && end <= in.capacity() - (long) data;
    if (!fits) {
      throw foreign(
          name, "tensor " + tensor + " does not lie within the file", ModelFile.again(name));
    }
    float[] values = new float[(int) size];
    in.slice(data + (int) begin, (int) (end - begin))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return new Tensor(shape, values);
  }

  private static void checkDigest(
      byte[] bytes, int length, Map<String, String> texts, String name) {
    String claimed = texts.getOrDefault(SHA, "");
    int at = claimed.length() == BLANK.length() ? digestAt(bytes, length) : -1;
    if (at < 0) {
      throw foreign(
          name,
          "it was not written by Soma: there is no sha256 in its header",
          ModelFile.again(name));
    }
    byte[] blank = bytes.clone();
    Arrays.fill(blank, at, at + BLANK.length(), (byte) '0');
    String actual = digest(blank);
    if (!actual.equals(claimed)) {
      throw damaged(name, "its SHA-256 is " + actual + ", the file says " + claimed);
    }
  }

  /// Where the value of the digest begins: after `"sha256":"` within the header.
  private static int digestAt(byte[] bytes, int headerLength) {
    byte[] key = ("\"" + SHA + "\":\"").getBytes(StandardCharsets.US_ASCII);
    for (int i = 8; i <= 8 + headerLength - key.length - BLANK.length(); i++) {
      if (Arrays.equals(bytes, i, i + key.length, key, 0, key.length)) {
        return i + key.length;
      }
    }
    return -1;
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static SomaException damaged(String name, String why) {
    return new SomaException.ModelFormat(
        "E402",
        "damaged model file · "
            + name
            + ": "
            + why
            + "\nexpected the bytes that were saved; it was cut short or changed since: copy the file"
            + " again, or train again",
        ModelFile.again(name));
  }

  /// What is no model.
  ///
  /// @param why in words, of the file
  static SomaException foreign(String name, String why, String fix) {
    return new SomaException.ModelFormat(
        "E401", "not a Soma model · " + name + ": " + why + "\n" + EXPECTED, fix);
  }
}
