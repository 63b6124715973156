// Uploaded lists: stored durably under a name of ours, for campaign.create.
#pragma once
#include <string>

#include "daemon/api/routes.h"
#include "daemon/io/worker.h"

namespace huiyin {

// most: bytes a workbook may unpack to. The worker must outlive the call.
void take_upload(RouteCall call, const std::string& folder, std::size_t most, Worker& worker);

}  // namespace huiyin
