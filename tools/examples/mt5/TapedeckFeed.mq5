//+------------------------------------------------------------------+
//| TapedeckFeed: sends the ticks of the chart's symbol to Tapedeck.   |
//| Not compiled or run in a terminal so far.                          |
//|                                                                    |
//| Tools > Options > Expert Advisors > "Allow WebRequest for listed   |
//| URL": add the address of the input Url. Attach to a chart; one     |
//| chart a symbol.                                                    |
//|                                                                    |
//| The cursor is (last millisecond, how many of its ticks were sent), |
//| for ticks share milliseconds. It is kept in the terminal's global  |
//| variables, with the size of a request that was not answered yet,   |
//| so that after a restart the same request goes out again under the  |
//| same Idempotency-Key, and its ticks are recorded once.             |
//+------------------------------------------------------------------+
#property version "1.00"
#property strict

input string Url         = "http://127.0.0.1:8000"; // Tapedeck's address
input string Zone        = "";                      // the broker's zone, such as Europe/Athens
input string Token       = "";                      // a token that may write, where the server asks for one
input int    EveryMillis = 250;                     // how often to look for ticks

#define MAX_TICKS 2000
#define TIMEOUT_MILLIS 10000

long     lastMsc = 0;  // the cursor: the newest millisecond that was sent,
int      sent    = 0;  // and how many of its ticks
int      pending = 0;  // ticks of the request that waits for its answer
string   body;         // that request
MqlTick  ticks[];      // its ticks, behind those of the millisecond that were sent before
datetime pauseUntil = 0;

string Kept(const string name) { return "Tapedeck." + name + "." + _Symbol; }

void Keep()
  {
   GlobalVariableSet(Kept("msc"), (double)lastMsc);
   GlobalVariableSet(Kept("sent"), sent);
   GlobalVariableSet(Kept("pending"), pending);
   GlobalVariablesFlush();
  }

int OnInit()
  {
   if(Zone == "")
     {
      Print("Zone is empty: give the zone of the broker's clock, such as Europe/Athens");
      return INIT_PARAMETERS_INCORRECT;
     }
   if(GlobalVariableCheck(Kept("msc")))
     {
      lastMsc = (long)GlobalVariableGet(Kept("msc"));
      sent    = (int)GlobalVariableGet(Kept("sent"));
      pending = (int)GlobalVariableGet(Kept("pending"));
      if(pending > 0 && !Take(pending))
        {
         Print("the ticks of the request that was not answered are not there any more: going on behind the cursor");
         pending = 0;
        }
     }
   else
     {
      MqlTick newest;
      if(!SymbolInfoTick(_Symbol, newest))
         return INIT_FAILED;
      lastMsc = newest.time_msc;
     }
   return EventSetMillisecondTimer(EveryMillis) ? INIT_SUCCEEDED : INIT_FAILED;
  }

void OnDeinit(const int reason) { EventKillTimer(); }

void OnTimer()
  {
   if(TimeLocal() < pauseUntil)
      return;
   if(pending == 0)
     {
      if(!Take(0))
         return;
      Keep();
     }
   if(Send())
     {
      Advance();
      Keep();
     }
  }

// Makes the next request: of so many ticks, or of all that there are where count is 0.
bool Take(const int count)
  {
   int most   = (count > 0 ? count : MAX_TICKS) + sent;
   int copied = CopyTicks(_Symbol, ticks, COPY_TICKS_ALL, (ulong)lastMsc, most);
   if(copied < 0)
     {
      Print("CopyTicks: error ", GetLastError());
      return false;
     }
   int skip = 0;
   while(skip < copied && skip < sent && ticks[skip].time_msc == lastMsc)
      skip++;
   int fresh = copied - skip;
   if(skip > 0)
      ArrayRemove(ticks, 0, skip);
   if(fresh <= 0 || (count > 0 && fresh < count))
      return false;
   pending = count > 0 ? count : (int)MathMin(fresh, MAX_TICKS);
   body = "{\"ticks\":[";
   for(int i = 0; i < pending; i++)
      body += (i > 0 ? "," : "") + Row(ticks[i]);
   body += "]}";
   return true;
  }

string Row(const MqlTick &tick)
  {
   return "{\"symbol\":\"" + _Symbol + "\",\"time_msc\":" + IntegerToString(tick.time_msc) +
          ",\"bid\":" + DoubleToString(tick.bid, _Digits) + ",\"ask\":" + DoubleToString(tick.ask, _Digits) +
          ",\"last\":" + DoubleToString(tick.last, _Digits) + ",\"volume\":" + IntegerToString((long)tick.volume) +
          ",\"volume_real\":" + DoubleToString(tick.volume_real, 8) + ",\"flags\":" + IntegerToString(tick.flags) + "}";
  }

// Whether the server has the request now. What it cannot take now goes out again, as it is.
bool Send()
  {
   string headers = "Content-Type: application/json\r\nIdempotency-Key: mt5/" + AccountInfoString(ACCOUNT_SERVER) + "/" +
                    _Symbol + "/" + IntegerToString(lastMsc) + "/" + IntegerToString(sent) + "/" +
                    IntegerToString(pending) + "\r\n";
   if(Token != "")
      headers += "Authorization: Bearer " + Token + "\r\n";
   char   data[];
   char   answer[];
   string answerHeaders;
   StringToCharArray(body, data, 0, WHOLE_ARRAY, CP_UTF8); // with the NUL behind it, which the server passes over
   ResetLastError();
   int status = WebRequest("POST", Url + "/v1/ticks?zone=" + Zone, headers, TIMEOUT_MILLIS, data, answer, answerHeaders);
   if(status == 200)
      return true;
   if(status >= 400 && status < 500 && status != 429)
     {
      Print("refused with ", status, ": ", CharArrayToString(answer, 0, WHOLE_ARRAY, CP_UTF8));
      ExpertRemove(); // the same again would be refused again
      return false;
     }
   if(status == -1)
      Print("no answer from ", Url, " (error ", GetLastError(), "): is it running, and is the address allowed in the options?");
   pauseUntil = TimeLocal() + 1;
   return false;
  }

// Moves the cursor behind the ticks that were sent.
void Advance()
  {
   long newest = ticks[pending - 1].time_msc;
   int  same   = 0;
   for(int i = pending - 1; i >= 0 && ticks[i].time_msc == newest; i--)
      same++;
   sent    = newest == lastMsc ? sent + same : same;
   lastMsc = newest;
   pending = 0;
  }
//+------------------------------------------------------------------+
