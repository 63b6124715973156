#include "daemon/base/workbook.h"

#include <cstdlib>

#include <unistd.h>
#include <xlsxwriter.h>

#include "daemon/base/file.h"

namespace huiyin {
namespace {

// The library writes files only; this one goes with its owner.
class TemporaryFile {
 public:
  TemporaryFile() {
    const char* folder = std::getenv("TMPDIR");
    path_ = std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/huiyin-sheet-XXXXXX";
    const int fd = mkstemp(path_.data());
    made_ = fd >= 0;
    if (made_) close(fd);
  }
  ~TemporaryFile() {
    if (made_) unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  bool made() const { return made_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool made_ = false;
};

}  // namespace

struct Workbook::Impl {
  TemporaryFile file;
  lxw_workbook* book = nullptr;  // freed by workbook_close
  lxw_worksheet* sheet = nullptr;
  lxw_format *bold = nullptr, *percent = nullptr;
  lxw_row_t row = 0;
  bool plain = false;

  void write(lxw_col_t column, const SheetCell& cell) {
    lxw_format* head = row == 0 && !plain ? bold : nullptr;
    if (const auto* text = std::get_if<std::string>(&cell))
      worksheet_write_string(sheet, row, column, text->c_str(), head);
    else if (const auto* number = std::get_if<double>(&cell))
      worksheet_write_number(sheet, row, column, *number, head);
    else if (const auto* share = std::get_if<Share>(&cell))
      worksheet_write_number(sheet, row, column, share->of_one, percent);
  }
};

Workbook::Workbook(TimePoint created) : impl_(std::make_unique<Impl>()) {
  if (!impl_->file.made()) return;
  impl_->book = workbook_new(impl_->file.path().c_str());
  impl_->bold = workbook_add_format(impl_->book);
  format_set_bold(impl_->bold);
  impl_->percent = workbook_add_format(impl_->book);
  format_set_num_format(impl_->percent, "0.00%");
  lxw_doc_properties properties{};
  properties.created = static_cast<time_t>(to_ms(created) / 1000);
  workbook_set_properties(impl_->book, &properties);
}

Workbook::~Workbook() {
  if (impl_->book != nullptr) workbook_close(impl_->book);
}

void Workbook::sheet(const std::string& name, bool plain) {
  if (impl_->book == nullptr) return;
  impl_->sheet = workbook_add_worksheet(impl_->book, name.c_str());
  impl_->row = 0;
  impl_->plain = plain;
  if (!plain && impl_->sheet != nullptr) worksheet_freeze_panes(impl_->sheet, 1, 0);
}

void Workbook::row(const std::vector<SheetCell>& cells) {
  if (impl_->sheet == nullptr) return;
  lxw_col_t column = 0;
  for (const SheetCell& cell : cells) impl_->write(column++, cell);
  ++impl_->row;
}

void Workbook::widths(int first_column, int last_column, double characters) {
  if (impl_->sheet == nullptr) return;
  worksheet_set_column(impl_->sheet, static_cast<lxw_col_t>(first_column),
                       static_cast<lxw_col_t>(last_column), characters, nullptr);
}

Result<std::string> Workbook::finish() {
  if (!impl_->file.made()) return fail(Errc::storage, "no temporary file could be made", impl_->file.path());
  const lxw_error error = workbook_close(std::exchange(impl_->book, nullptr));
  if (error != LXW_NO_ERROR) return fail(Errc::storage, lxw_strerror(error), "workbook");
  return read_file(impl_->file.path());
}

}  // namespace huiyin
