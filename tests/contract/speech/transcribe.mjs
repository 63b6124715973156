// The official SDK against the simulator's recogniser: node transcribe.mjs BASE_URL. Each format; a wrong key is refused as such.
import OpenAI, { toFile } from "openai";

const [base] = process.argv.slice(2);
const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: "sim-secret-key", maxRetries: 0 });
const ask = async (format, from = client) => from.audio.transcriptions.create({
  file: await toFile(Buffer.from("RIFF a call"), "call.wav", { type: "audio/wav" }), model: "whisper-1", language: "zh", response_format: format });
const expect = (what, good) => { if (!good) { console.error(`not so: ${what}`); process.exit(1); } };

const plain = await ask("json");
expect("json has text", plain.text.length > 5);
const verbose = await ask("verbose_json");
expect("verbose_json has two segments with log probabilities", verbose.segments.length === 2 && verbose.segments[1].avg_logprob < 0);
expect("the same bytes are the same words", verbose.text === plain.text);
const diarized = await ask("diarized_json");
expect("diarized_json names speakers", diarized.segments.map((s) => s.speaker).join() === "agent,caller");
expect("vtt", (await ask("vtt")).startsWith("WEBVTT"));
expect("srt", (await ask("srt")).includes(" --> "));
const stranger = new OpenAI({ baseURL: `${base}/v1`, apiKey: "wrong", maxRetries: 0 });
expect("a wrong key is refused", await ask("json", stranger).then(() => false, (e) => e.status === 401 && e.code === "invalid_api_key"));
