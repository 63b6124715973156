#include "daemon/campaign/csv_records.h"

#include <cerrno>
#include <cstring>
#include <deque>
#include <utility>

#include <csv.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace huiyin {
namespace {

constexpr std::size_t kChunk = 64 * 1024;
// What a quoted field may run on for. Beyond it the quotation mark was a slip, and the lines are read again
// as lines of their own.
constexpr std::size_t kLongestRecord = 64 * 1024;
constexpr std::size_t kMostLines = 50;
constexpr std::size_t kShown = 200;  // bytes of a line that is too long

struct FileLine {
  std::string text;        // with its line end; of a line that is too long its beginning only
  std::int64_t bytes = 0;  // of the whole line
  bool too_long = false;
};

// Physical lines with their line ends, as many at a time as the file's chunks hold.
class LineReader {
 public:
  LineReader(int fd, std::int64_t offset) : fd_(fd), place_(offset) {}
  ~LineReader() { close(fd_); }
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // False at the end.
  Result<bool> next(FileLine* line) {
    if (!again_.empty()) {
      *line = std::move(again_.front());
      again_.pop_front();
      return true;
    }
    *line = {};
    for (;;) {
      const std::size_t end = buffer_.find('\n', searched_);
      if (end != std::string::npos) return take(end + 1, line);
      searched_ = buffer_.size();
      if (buffer_.size() - begin_ >= kLongestRecord) {
        take(buffer_.size(), line);
        line->too_long = true;
      }
      const auto more = fill();
      if (!more) return tl::unexpected<Error>(more.error());
      if (*more) continue;
      if (buffer_.size() > begin_) return take(buffer_.size(), line);
      return line->bytes > 0;
    }
  }
  void give_back(std::vector<FileLine> lines) {
    again_.insert(again_.begin(), std::make_move_iterator(lines.begin()),
                  std::make_move_iterator(lines.end()));
  }

 private:
  bool take(std::size_t end, FileLine* line) {
    if (!line->too_long && line->bytes == 0) line->text.assign(buffer_, begin_, end - begin_);
    line->bytes += static_cast<std::int64_t>(end - begin_);
    begin_ = searched_ = end;
    return true;
  }

  Result<bool> fill() {
    buffer_.erase(0, begin_);
    searched_ -= begin_;
    begin_ = 0;
    const std::size_t old = buffer_.size();
    buffer_.resize(old + kChunk);
    ssize_t n = 0;
    do n = pread(fd_, buffer_.data() + old, kChunk, place_);
    while (n < 0 && errno == EINTR);
    buffer_.resize(old + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    if (n < 0) return fail(Errc::storage, std::string("can't be read: ") + std::strerror(errno));
    place_ += n;
    return n > 0;
  }

  int fd_;
  std::int64_t place_;  // of the next read
  std::string buffer_;
  std::size_t begin_ = 0, searched_ = 0;
  std::deque<FileLine> again_;
};

// libcsv for one record at a time. It calls back from C: nothing here may throw but bad_alloc, which ends the
// program.
class RecordParser {
 public:
  explicit RecordParser(char delimiter) : delimiter_(static_cast<unsigned char>(delimiter)) { start(); }
  ~RecordParser() { csv_free(&parser_); }
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;

  void restart() {
    csv_free(&parser_);
    start();
  }
  // True when the line ended a record.
  bool feed(const std::string& line) {
    ended_ = false;
    csv_parse(&parser_, line.data(), line.size(), &RecordParser::on_field, &RecordParser::on_end, this);
    return ended_ && line.back() == '\n';
  }
  // At the end of the file. False: inside a quoted field. (csv_fini() tells it in strict mode only, which
  // refuses quotation marks inside fields too.)
  bool end() { return feed("\n"); }

  std::vector<std::string> take() { return std::exchange(fields_, {}); }

 private:
  void start() {
    // CSV_REPALL_NL: a blank line ends a record too, so that every line is seen.
    csv_init(&parser_, CSV_REPALL_NL);
    csv_set_delim(&parser_, delimiter_);
    fields_.clear();
  }
  static void on_field(void* bytes, std::size_t size, void* self) {
    static_cast<RecordParser*>(self)->fields_.emplace_back(static_cast<const char*>(bytes), size);
  }
  static void on_end(int, void* self) { static_cast<RecordParser*>(self)->ended_ = true; }

  const unsigned char delimiter_;
  csv_parser parser_{};
  std::vector<std::string> fields_;
  bool ended_ = false;
};

}  // namespace

bool CsvRecord::blank() const {
  if (broken_quote || too_long) return false;
  for (const std::string& f : fields)
    if (!f.empty()) return false;
  return true;
}

struct CsvFile::Impl {
  Impl(int fd, char delimiter, std::int64_t start, std::int64_t before, std::int64_t bytes)
      : reader(fd, start), parser(delimiter), offset(start), lines(before), size(bytes) {}

  LineReader reader;
  RecordParser parser;
  std::int64_t offset, lines, size;

  Result<bool> next(CsvRecord* out);
  void accept(const std::vector<FileLine>& taken, CsvRecord* out);
  // Only the first line is given up; the others are read again.
  void give_up(std::vector<FileLine> taken, CsvRecord* out);
};

Result<bool> CsvFile::Impl::next(CsvRecord* out) {
  std::vector<FileLine> taken;
  std::int64_t bytes = 0;
  for (;;) {
    FileLine line;
    const auto more = reader.next(&line);
    if (!more) return more;
    if (!*more) {
      if (taken.empty()) return false;
      if (parser.end())
        accept(taken, out);
      else
        give_up(std::move(taken), out);
      return true;
    }
    bytes += line.bytes;
    taken.push_back(std::move(line));
    if (!taken.back().too_long && parser.feed(taken.back().text)) {
      accept(taken, out);
      return true;
    }
    if (taken.back().too_long || taken.size() >= kMostLines ||
        bytes >= static_cast<std::int64_t>(kLongestRecord)) {
      give_up(std::move(taken), out);
      return true;
    }
  }
}

void CsvFile::Impl::accept(const std::vector<FileLine>& taken, CsvRecord* out) {
  *out = {lines + 1, parser.take(), false, false};
  for (const FileLine& line : taken) offset += line.bytes;
  lines += static_cast<std::int64_t>(taken.size());
}

void CsvFile::Impl::give_up(std::vector<FileLine> taken, CsvRecord* out) {
  FileLine first = std::move(taken.front());
  if (first.too_long) first.text.resize(kShown);
  while (!first.text.empty() && (first.text.back() == '\n' || first.text.back() == '\r'))
    first.text.pop_back();
  *out = {lines + 1, {std::move(first.text)}, !first.too_long, first.too_long};
  offset += first.bytes;
  lines += 1;
  taken.erase(taken.begin());
  reader.give_back(std::move(taken));
  parser.restart();
}

CsvFile::CsvFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CsvFile::CsvFile(CsvFile&&) noexcept = default;
CsvFile& CsvFile::operator=(CsvFile&&) noexcept = default;
CsvFile::~CsvFile() = default;

Result<CsvFile> CsvFile::open(const std::string& path, char delimiter, std::int64_t offset,
                              std::int64_t lines) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return fail(errno == ENOENT ? Errc::not_found : Errc::storage,
                std::string("can't be opened: ") + std::strerror(errno), path);
  struct stat st {};
  if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
    close(fd);
    return fail(Errc::storage, "is no regular file", path);
  }
  return CsvFile(std::make_unique<Impl>(fd, delimiter, offset, lines, st.st_size));
}

Result<bool> CsvFile::next(CsvRecord* out) {
  return impl_->next(out);
}
std::int64_t CsvFile::offset() const {
  return impl_->offset;
}
std::int64_t CsvFile::lines() const {
  return impl_->lines;
}
std::int64_t CsvFile::size() const {
  return impl_->size;
}

}  // namespace huiyin
